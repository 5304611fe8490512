import { formatTime, type UnixSeconds } from '@signet/pki';
import type { GlobalOptions } from '../installation.ts';
import { withoutControls } from './without-controls.ts';

/** Writes a command's one answer: JSON for programs, else the text for people. */
export function print(options: Pick<GlobalOptions, 'json'>, value: unknown, text: () => string): void {
  const answer = options.json === true ? JSON.stringify(value, null, 2) : text();
  process.stdout.on('error', endQuietly).write(`${answer}\n`);
}

/** Whoever reads may have seen enough: `signet log list | head`. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

/** A reason from elsewhere, as a sentence. */
export function endWithDot(text: string): string {
  return text.endsWith('.') ? text : `${text}.`;
}

/** Something that did not stop the command and that a person should know; never part of the answer. */
export function warn(sentence: string): void {
  process.stderr.write(`signet: warning: ${withoutControls(sentence)}\n`);
}

/** In JSON an absent time is `null`, so that every object of a listing has the same keys. */
export function timeOrNull(time: UnixSeconds | undefined): string | null {
  return time === undefined ? null : formatTime(time);
}
