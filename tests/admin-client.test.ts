import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from './_workspaces.ts';

it("the admin center's client is the one of docs/api/openapi.json", () => {
  const program = join(ROOT, 'scripts', 'generate-admin-client.mjs');
  const { status, stderr } = spawnSync(process.execPath, [program, '--check'], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
