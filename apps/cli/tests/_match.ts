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
  const fill = (text: string): string => text.replace(/\$(\w+)/g, (whole, name) => seen.get(name) ?? whole);
  return {
    fill,
    matches: (expected, actual) =>
      matchPieces(fill(expected), /\[\.\.\.\]\n?|\[(?:\w+=)?\.\.\]/g, actual, (piece) => {
        if (piece.startsWith('[...]')) return { source: '(?:.*\\n?)*?', remember: undefined };
        const name = /^\[(\w+)=/.exec(piece)?.[1];
        return { source: '.*?', remember: name && ((text) => void seen.set(name, text)) };
      }),
  };
}

/**
 * Documentation shows samples: what differs from run to run (ids, serial numbers, passwords, times, ages)
 * matches any of its kind; an id means the same thing wherever the page shows it again.
 */
export function createSampleMatcher(): Matcher {
  const seen = new Map<string, string>();
  const fill = (text: string): string => text.replace(ID, (sample) => seen.get(sample) ?? sample);
  return {
    fill,
    matches: (expected, actual) =>
      matchPieces(fill(expected), SAMPLE, actual, (piece) => {
        const kind = SAMPLES.find((sample) => new RegExp(`^(?:${sample.source})$`).test(piece));
        const isId = new RegExp(`^(?:${ID.source})$`).test(piece);
        const isSeen = [...seen.values()].includes(piece);
        return {
          source: kind && !isSeen ? kind.source : escapeRegExp(piece),
          remember: isId && !isSeen ? (text) => void seen.set(piece, text) : undefined,
        };
      }),
  };
}

interface Piece {
  readonly source: string;
  readonly remember: ((text: string) => void) | undefined | '';
}

function matchPieces(
  expected: string,
  pieces: RegExp,
  actual: string,
  describe: (piece: string) => Piece,
): boolean {
  const remember: Piece['remember'][] = [];
  let source = '';
  let last = 0;
  const text = evenSpaces(expected);
  for (const { 0: found, index } of text.matchAll(pieces)) {
    const piece = describe(found);
    source += `${escapeRegExp(text.slice(last, index))}(${piece.source})`;
    remember.push(piece.remember);
    last = index + found.length;
  }
  const match = new RegExp(`^${source}${escapeRegExp(text.slice(last))}$`).exec(evenSpaces(actual));
  if (!match) return false;
  for (const [index, keep] of remember.entries()) if (keep) keep(match[index + 1]!);
  return true;
}

function evenSpaces(text: string): string {
  return text.replace(/(?<=\S) {2,}/g, ' ').replace(/ +$/gm, '');
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const HEX = /\b[0-9A-F]{32,40}\b/g;
/** The shown beginning of a CA's id. */
const SHORT_ID = /^[0-9a-f]{8}(?= )/gm;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g;
const DATE = /\d{4}-\d\d-\d\d/g;
const AGE = /\b\d+ (?:s|min|h|d)\b/g;
const PASSWORD = /(?<=password )[\w-]{16}/g;
const SAMPLES = [GUID, HEX, SHORT_ID, TIME, DATE, AGE, PASSWORD];
const ID = new RegExp([GUID, HEX, SHORT_ID].map(({ source }) => source).join('|'), 'gm');
const SAMPLE = new RegExp(SAMPLES.map(({ source }) => source).join('|'), 'gm');
