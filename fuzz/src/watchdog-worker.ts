import { mkdirSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { workerData } from 'node:worker_threads';
import { HEADER_BYTES, type WatchdogData } from './watchdog.ts';

const { shared, limitMilliseconds, file } = workerData as WatchdogData;
const header = new Int32Array(shared, 0, 2);

for (let [seen, since] = [0, performance.now()]; ; await setTimeout(limitMilliseconds / 10)) {
  const inputs = Atomics.load(header, 0);
  if (inputs === 0 || inputs !== seen) [seen, since] = [inputs, performance.now()];
  else if (performance.now() - since > limitMilliseconds) endProcess();
}

function endProcess(): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, new Uint8Array(shared, HEADER_BYTES, Atomics.load(header, 1)));
  // The console belongs to the thread that does not come back.
  writeSync(2, `an input without an end, ${limitMilliseconds / 1000} s so far, is kept in ${file}\n`);
  process.kill(process.pid, 'SIGKILL');
}
