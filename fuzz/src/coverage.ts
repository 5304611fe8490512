import { Session } from 'node:inspector/promises';

/** A function that ran, and what of it did not. */
export interface RanFunction {
  /** `file:start-end` */
  readonly key: string;
  readonly notRun: readonly Range[];
}

export interface Range {
  readonly startOffset: number;
  readonly endOffset: number;
}

/** Tells what ran since it was asked last. */
export interface CoverageProbe {
  read(): Promise<readonly RanFunction[]>;
}

/**
 * V8's own block coverage, through the inspector of this process: nothing is instrumented, so what is fuzzed is
 * what runs in production. `covers` says of a script's URL whether its functions count. One probe at a time.
 */
export async function openCoverage(covers: (url: string) => boolean): Promise<CoverageProbe> {
  const read = async (): Promise<readonly RanFunction[]> => {
    const { result } = await session.post('Profiler.takePreciseCoverage');
    return result.filter(({ url }) => covers(url)).flatMap(listFunctions);
  };
  await read();
  return { read };
}

// V8 counts blocks only in functions that it compiles after it was asked to, so this module comes before all others.
const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

interface Script {
  readonly url: string;
  readonly functions: readonly { readonly ranges: readonly (Range & { readonly count: number })[] }[];
}

function listFunctions({ url, functions }: Script): readonly RanFunction[] {
  return functions.flatMap(({ ranges: [whole, ...inside] }) => {
    if (whole === undefined || whole.count === 0) return [];
    const key = `${url}:${whole.startOffset}-${whole.endOffset}`;
    return [{ key, notRun: inside.filter(({ count }) => count === 0) }];
  });
}

/**
 * What has been reached so far. V8 names a block only while its count differs from that of the code around it, so
 * reaching one shows as its absence among what did not run.
 */
export class Reached {
  readonly #functions = new Map<string, Map<string, Range & { reached: boolean }>>();
  #count = 0;

  /** Functions and blocks. */
  get count(): number {
    return this.#count;
  }

  /** Whether any of it was not reached before; changes nothing. */
  isNew(ran: readonly RanFunction[]): boolean {
    return ran.some(({ key, notRun }) => {
      const blocks = this.#functions.get(key);
      return (
        blocks === undefined || [...blocks.values()].some((block) => !block.reached && !isIn(block, notRun))
      );
    });
  }

  add(ran: readonly RanFunction[]): void {
    for (const { key, notRun } of ran) {
      const known = this.#functions.get(key);
      if (known === undefined) this.#count++;
      const blocks = known ?? new Map<string, Range & { reached: boolean }>();
      this.#functions.set(key, blocks);
      for (const block of blocks.values()) {
        if (block.reached || isIn(block, notRun)) continue;
        block.reached = true;
        this.#count++;
      }
      for (const { startOffset, endOffset } of notRun) {
        const name = `${startOffset}-${endOffset}`;
        if (!blocks.has(name)) blocks.set(name, { startOffset, endOffset, reached: false });
      }
    }
  }
}

function isIn({ startOffset, endOffset }: Range, ranges: readonly Range[]): boolean {
  return ranges.some((range) => range.startOffset <= startOffset && endOffset <= range.endOffset);
}
