import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { UnixSeconds } from '@signet/pki';
import { answerCase } from './answer-case.ts';
import { PkiFiles } from './pki-files.ts';
import { CaseError, parseCase, type VerifyCase } from './verify-case.ts';

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
    const emptied = findEmptied(value, defaults, question);
    const told = [...warnings, ...emptied, ...answer.warnings];
    const { warnings: __, ...rest } = answer;
    return { id, ...rest, ...(told.length > 0 && { warnings: told }) };
  } catch (error) {
    // One case that we stumble over must not cost the answers to the others; its line says so.
    const message = error instanceof Error ? error.message : String(error);
    return { id, error: error instanceof CaseError ? message : `A fault of Signet: ${message}` };
  }
}

/** An empty list is what the line says, and switches revocation off although the flags name CRLs: never without a word. */
function findEmptied(
  { crls }: Readonly<Record<string, unknown>>,
  defaults: Readonly<Record<string, unknown>>,
  { revocation }: VerifyCase,
): readonly string[] {
  const isEmpty = Array.isArray(crls) && crls.length === 0;
  if (!isEmpty || defaults['crls'] === undefined || revocation !== undefined) return [];
  return [
    'crls is empty here, in the place of --crl, so that revocation was not checked: leave the field out to have the flag’s CRLs, or write «revocation».',
  ];
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
  let isFirst = true;
  let tooLong = false;
  const end = (): string | typeof TOO_LONG => {
    const line = tooLong || held.length > MAX_LINE_CHARACTERS ? TOO_LONG : held;
    held = '';
    tooLong = false;
    return line;
  };
  for await (const chunk of input as AsyncIterable<Buffer>) {
    const text = decoder.write(chunk);
    // Editors and PowerShell put a byte order mark before the first line, which RFC 8259 §8.1 lets a reader pass over.
    const [first = '', ...lines] = (isFirst ? text.replace(/^\uFEFF/, '') : text).split('\n');
    isFirst &&= text === '';
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
