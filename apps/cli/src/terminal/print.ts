import { formatTime, type UnixSeconds } from '@signet/pki';
import type { GlobalOptions } from '../installation.ts';
import { withoutControls, withoutControlsButPaint } from './without-controls.ts';

/** Writes a command's one answer: JSON for programs, else the text for people. */
export function print(options: Pick<GlobalOptions, 'json'>, value: unknown, text: () => string): void {
  const answer = options.json === true ? jsonText(value) : withoutControlsButPaint(text());
  process.stdout.write(`${answer}\n`);
}

/** RFC 8259 §7 lets any character be escaped: the program that reads it gets the same text, a terminal nothing to obey. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(
    OBEYED_IN_JSON,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** What JSON.stringify leaves as it is: C1 controls, among them a CSI of one character, and the direction of writing. */
const OBEYED_IN_JSON = /[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

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
