/**
 * The program of _command-host.ts: runs the commands that it is sent one after the other, each in its own folder, and
 * answers with the exit code once nothing is left that would keep a process of its own from ending.
 */
import { setTimeout } from 'node:timers/promises';
import { runCommand } from '../src/run-command.ts';

export interface CommandRequest {
  readonly words: readonly string[];
  readonly cwd: string;
}

process.on('message', ({ words, cwd }: CommandRequest) => run(words, cwd));
process.on('disconnect', () => process.exit());
process.send?.('ready');

async function run(words: readonly string[], cwd: string): Promise<void> {
  process.chdir(cwd);
  process.exitCode = undefined;
  const before = countResources();
  await runCommand(words);
  while (hasMore(countResources(), before)) await setTimeout(LOOK_AGAIN_MILLISECONDS);
  // Each print adds its own, which a process that prints once never notices.
  for (const stream of [process.stdout, process.stderr]) stream.removeAllListeners('error');
  process.send?.(Number(process.exitCode ?? 0));
}

/** What keeps the event loop alive, by kind: listeners, sockets, timers, workers. */
function countResources(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

function hasMore(now: ReadonlyMap<string, number>, before: ReadonlyMap<string, number>): boolean {
  return [...now].some(([kind, count]) => count > (before.get(kind) ?? 0));
}

const LOOK_AGAIN_MILLISECONDS = 2;
