import { runCommand } from './run-command.ts';
import { watchOutput } from './terminal/watch-output.ts';

watchOutput();
await runCommand(process.argv.slice(2));
