/** `npm start`: the demo organisation on the pinned Node. What follows `--` goes to `signet start`. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { PINNED_NODE, ROOT } from './_checkout.mjs';
import { ensureAdminCenter } from './ensure-admin-center.mjs';
import { ensureInstalled } from './ensure-installed.mjs';

try {
  ensureInstalled();
  ensureAdminCenter();
  runDemo(process.argv.slice(2));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

function runDemo(options) {
  const cli = join(ROOT, 'apps', 'cli', 'bin', 'signet.mjs');
  const demo = spawn(PINNED_NODE, [cli, 'start', '--demo', ...options], { stdio: 'inherit' });
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      stopping = true;
      // Ctrl-C reaches every process of the terminal by itself; twice would be taken for impatience.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) demo.kill(signal);
    });
  }
  demo.on('error', (error) => {
    console.error(`The demo did not start: ${error.message}`);
    process.exitCode = 1;
  });
  // Killed before it could answer the signal, it stopped on request all the same: npm need not complain.
  demo.on('exit', (code) => {
    process.exitCode = code ?? (stopping ? 0 : 1);
  });
}
