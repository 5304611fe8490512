import { readFileSync } from 'node:fs';
import { parseConfig, startServer } from '@signet/server';
import { answerCpuTime } from '../measured-process.ts';

// The whole server, a process of its own so that its processor time can be told: `server.ts <signet.json>`.

const [path = ''] = process.argv.slice(2);
await startServer(parseConfig(JSON.parse(readFileSync(path, 'utf8'))));
// Its ports are the configuration's.
answerCpuTime(0);
