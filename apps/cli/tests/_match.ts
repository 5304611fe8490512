/** What stands for what between expected and real text; grows as the outputs of a script are matched. */
export interface Matcher {
  /** Puts what was seen before into a command. */
  fill(command: string): string;
  /** Whether the real output is the expected one; widths of columns do not count. */
  matches(expected: string, actual: string): boolean;
}

/**
 * Scripts say themselves what varies: `[..]` any text within a line, `[name=..]` the same, remembered so that
 * `$name` means it afterwards, and a line `[...]` any number of lines.
 */
export function createScriptMatcher(): Matcher {
  const seen = new Map<string, string>();
  const fill = (text: string): string =>
    text.replace(/\$(\w+)/g, (whole, name: string) => seen.get(name) ?? whole);
  return {
    fill,
    matches: (expected, actual) =>
      matchLines(linesOf(fill(expected)), linesOf(actual), seen, (line) =>
        compile(line, /\[(?:\w+=)?\.\.\]/g, (piece) => ({
          source: '.*?',
          name: /^\[(\w+)=/.exec(piece)?.[1],
        })),
      ),
  };
}

/**
 * Documentation shows samples: what differs from run to run (ids, serial numbers, passwords, times, ages)
 * matches any of its kind; an id means the same thing wherever the page shows it again.
 */
export function createSampleMatcher(): Matcher {
  const seen = new Map<string, string>();
  const fill = (text: string): string => text.replace(/[\w-]+/g, (word) => seen.get(word) ?? word);
  return {
    fill,
    matches: (expected, actual) => {
      const known = new Set(seen.values());
      return matchLines(linesOf(fill(expected)), linesOf(actual), seen, (line) =>
        compile(line, ANY_SAMPLE, (piece) => {
          const sample = SAMPLES.find(({ shape }) => new RegExp(`^${shape.source}$`).test(piece));
          if (sample === undefined || known.has(piece))
            return { source: escapeRegExp(piece), name: undefined };
          return { source: sample.shape.source, name: sample.isId ? piece : undefined };
        }),
      );
    },
  };
}

interface Line {
  readonly pattern: RegExp;
  /** Of each group of the pattern. */
  readonly names: readonly (string | undefined)[];
}

/** Tries the lines in turn; `[...]` takes as few as let the rest match. */
function matchLines(
  expected: readonly string[],
  actual: readonly string[],
  seen: Map<string, string>,
  compileLine: (line: string) => Line,
): boolean {
  const lines = expected.map((line) => (line === ANY_LINES ? ANY_LINES : compileLine(line)));
  const found = matchFrom(lines, actual, 0, 0);
  for (const [name, text] of found ?? []) seen.set(name, text);
  return found !== undefined;
}

function matchFrom(
  lines: readonly (Line | typeof ANY_LINES)[],
  actual: readonly string[],
  at: number,
  from: number,
): readonly (readonly [string, string])[] | undefined {
  const line = lines[at];
  if (line === undefined) return from === actual.length ? [] : undefined;
  if (line === ANY_LINES) {
    for (let next = from; next <= actual.length; next++) {
      const rest = matchFrom(lines, actual, at + 1, next);
      if (rest) return rest;
    }
    return undefined;
  }
  const match = line.pattern.exec(actual[from] ?? '\n');
  const rest = match && matchFrom(lines, actual, at + 1, from + 1);
  if (!match || !rest) return undefined;
  const names = line.names.flatMap((name, index) =>
    name === undefined ? [] : [[name, match[index + 1]!] as const],
  );
  return [...names, ...rest];
}

function compile(
  line: string,
  pieces: RegExp,
  describe: (piece: string) => { readonly source: string; readonly name: string | undefined },
): Line {
  const names: (string | undefined)[] = [];
  let source = '';
  let last = 0;
  for (const { 0: piece, index } of line.matchAll(pieces)) {
    const { source: inside, name } = describe(piece);
    source += `${escapeRegExp(line.slice(last, index))}(${inside})`;
    names.push(name);
    last = index + piece.length;
  }
  return { pattern: new RegExp(`^${source}${escapeRegExp(line.slice(last))}$`), names };
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').map((line) => line.replace(/(?<=\S) {2,}/g, ' ').trimEnd());
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** What varies from run to run: how it is found in a page, and its shape taken by itself. */
const SAMPLES = [
  { found: /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/, shape: /[0-9a-f-]{36}/, isId: true },
  { found: /\b[0-9A-F]{32,40}\b/, shape: /[0-9A-F]{32,40}/, isId: true },
  // The beginning of an id, or of an SKI, in the first column of a table.
  { found: /^[0-9a-f]{8}(?= )/, shape: /[0-9a-f]{8}/, isId: true },
  { found: /^[0-9A-F]{8}(?= )/, shape: /[0-9A-F]{8}/, isId: true },
  { found: /\d{4}-\d\d-\d\dT[\d:]{8}Z/, shape: /\d{4}-\d\d-\d\dT[\d:]{8}Z/, isId: false },
  { found: /\b\d{4}-\d\d-\d\d\b/, shape: /\d{4}-\d\d-\d\d/, isId: false },
  { found: /\b\d+ (?:ms|s|min|h|d|bytes)\b/, shape: /\d+ (?:ms|s|min|h|d|bytes)/, isId: false },
  // Of a CRL.
  { found: /(?<=: number )\d+\b/, shape: /\d+/, isId: false },
  { found: /(?<=password )[\w-]{16}/, shape: /[\w-]{16}/, isId: false },
];
const ANY_SAMPLE = new RegExp(SAMPLES.map(({ found }) => found.source).join('|'), 'g');

const ANY_LINES = '[...]';
