import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Ends a child that may have ended already. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill();
  await ended;
}
