/** Writes docs/api/openapi.json from the operations of protocols/graph. Run with the pinned Node: `node_modules/.bin/node scripts/write-openapi.mjs`. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildOpenApi } from '@signet/graph';
import { ROOT } from './_checkout.mjs';

const file = join(ROOT, 'docs', 'api', 'openapi.json');
mkdirSync(join(ROOT, 'docs', 'api'), { recursive: true });
writeFileSync(file, `${JSON.stringify(buildOpenApi(), null, 2)}\n`);
spawnSync(join(ROOT, 'node_modules', '.bin', 'biome'), ['format', '--write', file], { stdio: 'inherit' });
