import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { UnixSeconds } from '@signet/pki';
import { answerCase } from './answer-case.ts';
import { PkiFiles } from './pki-files.ts';
import { CaseError, parseCase } from './verify-case.ts';

export interface BatchOptions {
  /** Stands for the fields that a line leaves out. */
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly now: UnixSeconds;
}

/**
 * One JSON object a line in, one a line out, in the same order and each as soon as it is answered. A line that
 * asks nothing gives an object with `error` and the rest go on. Answers how many such lines there were.
 */
export async function verifyBatch(input: Readable, output: Writable, options: BatchOptions): Promise<number> {
  const files = new PkiFiles();
  let number = 0;
  let unanswered = 0;
  for await (const line of readLines(input)) {
    number++;
    if (line !== TOO_LONG && line.trim() === '') continue;
    const answer = answerLine(line, files, options);
    if ('error' in answer) unanswered++;
    const text = JSON.stringify('error' in answer ? { ...answer, line: number } : answer);
    if (!output.write(`${text}\n`)) await once(output, 'drain');
  }
  return unanswered;
}

/** Standard input for `-`. */
export function openBatch(file: string): Readable {
  return file === '-' ? process.stdin : createReadStream(file);
}

function answerLine(
  line: string | typeof TOO_LONG,
  files: PkiFiles,
  { defaults, now }: BatchOptions,
): Readonly<Record<string, unknown>> {
  let id: unknown = null;
  try {
    if (line === TOO_LONG) throw new CaseError(`The line is longer than ${MAX_LINE_CHARACTERS} characters.`);
    const value = readObject(line);
    id = value['id'] ?? null;
    const { question, warnings } = parseCase({ ...defaults, ...withoutNulls(value) });
    const { evidence: _, ...answer } = answerCase(question, files, now);
    const told = [...warnings, ...answer.warnings];
    const { warnings: __, ...rest } = answer;
    return { id, ...rest, ...(told.length > 0 && { warnings: told }) };
  } catch (error) {
    // One case that we stumble over must not cost the answers to the others; its line says so.
    const message = error instanceof Error ? error.message : String(error);
    return { id, error: error instanceof CaseError ? message : `A fault of Signet: ${message}` };
  }
}

// `null` is how many programs write what is absent: then the flags stand, which may ask for more.
function withoutNulls(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null));
}

function readObject(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch (cause) {
    throw new CaseError(`The line is no JSON (${(cause as Error).message}).`, { cause });
  }
  throw new CaseError('The line is JSON, and no object.');
}

/** Lines without their ends; `TOO_LONG` in place of one that is longer than the limit. */
async function* readLines(input: Readable): AsyncGenerator<string | typeof TOO_LONG> {
  const decoder = new StringDecoder('utf8');
  let held = '';
  let tooLong = false;
  const end = (): string | typeof TOO_LONG => {
    const line = tooLong || held.length > MAX_LINE_CHARACTERS ? TOO_LONG : held;
    held = '';
    tooLong = false;
    return line;
  };
  for await (const chunk of input as AsyncIterable<Buffer>) {
    const [first = '', ...lines] = decoder.write(chunk).split('\n');
    held += first;
    for (const line of lines) {
      yield end();
      held = line;
    }
    if (held.length > MAX_LINE_CHARACTERS) {
      tooLong = true;
      held = '';
    }
  }
  if (held !== '' || tooLong) yield end();
}

const TOO_LONG = Symbol('too long');

/** Some thousand file names; beyond that somebody sends what is no batch. */
const MAX_LINE_CHARACTERS = 1_000_000;
