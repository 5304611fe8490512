#!/usr/bin/env node
// Signet is TypeScript that the pinned Node runs as it is. Whatever Node started this file, hand over to
// that one when they differ, so that `npx signet` works with the Node of the machine.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const OLDEST_MAJOR = 26;
const self = fileURLToPath(import.meta.url);
const pinned = fileURLToPath(new URL('../../../node_modules/node/bin/node', import.meta.url));
const words = process.argv.slice(2);

if (Number(process.versions.node.split('.')[0]) >= OLDEST_MAJOR) {
  // A third of a short command's time is compiling; the next run finds it done. Beside the code, and not in the folder for
  // temporary files, where another account could lay something down for us to run.
  module.enableCompileCache(fileURLToPath(new URL('../../../node_modules/.cache/signet', import.meta.url)));
  if (words[0] === 'start') await chooseServerOptions();
  await import('../src/main.ts');
} else if (existsSync(pinned)) {
  const child = spawn(pinned, [self, ...words], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
} else {
  console.error('Signet is not installed yet: run «npm ci» in its folder first.');
  process.exit(2);
}

/** The same process with other options, so that whoever stops or watches it by its number need not know. */
async function chooseServerOptions() {
  const { serverOptions } = await import('@signet/server/node-options');
  const options = serverOptions();
  // Windows has no such call.
  if (options.length === 0 || process.execve === undefined) return;
  process.execve(
    process.execPath,
    [process.execPath, ...options, ...process.execArgv, self, ...words],
    process.env,
  );
}
