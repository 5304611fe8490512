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
        compile(line, anyOf(SAMPLES), (piece) => {
          if (known.has(piece)) return { source: escapeRegExp(piece), name: undefined };
          const isId = new RegExp(`^(?:${anyOf(IDS).source})$`).test(piece);
          return { source: kindOf(piece), name: isId ? piece : undefined };
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

function anyOf(kinds: readonly RegExp[]): RegExp {
  return new RegExp(kinds.map(({ source }) => source).join('|'), 'g');
}

function kindOf(piece: string): string {
  const kind = SHAPES.find(({ source }) => new RegExp(`^(?:${source})$`).test(piece));
  return kind?.source ?? escapeRegExp(piece);
}

const ANY_LINES = '[...]';

const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
const HEX = /\b[0-9A-F]{32,40}\b/;
/** The beginning of an id in the first column of a table. */
const SHORT_ID = /^[0-9a-f]{8}(?= )/;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/;
const DATE = /\b\d{4}-\d\d-\d\d\b/;
const AGE = /\b\d+ (?:s|min|h|d)\b/;
const PASSWORD = /(?<=password )[\w-]{16}/;
const IDS = [GUID, HEX, SHORT_ID];
const SAMPLES = [...IDS, TIME, DATE, AGE, PASSWORD];
/** The same without what has to stand around them: the shape of a sample by itself. */
const SHAPES = [
  GUID,
  /[0-9A-F]{32,40}/,
  /[0-9a-f]{8}/,
  TIME,
  /\d{4}-\d\d-\d\d/,
  /\d+ (?:s|min|h|d)/,
  /[\w-]{16}/,
];
