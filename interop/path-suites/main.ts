import { parseArgs } from 'node:util';
import { readBoringssl } from './boringssl.ts';
import { compare, isAsListed } from './compare.ts';
import { readDivergences } from './divergences.ts';
import { readGoNameConstraints } from './go-name-constraints.ts';
import { readLimbo } from './limbo.ts';
import { type PathCase, SuiteError, type SuiteReader } from './path-case.ts';
import { describeComparison } from './report.ts';
import { runBatch } from './run-batch.ts';

// A public suite of path validation, run through `signet cert verify --batch` and held to the README beside this file.

const READERS: Readonly<Record<string, SuiteReader>> = {
  limbo: readLimbo,
  boringssl: readBoringssl,
  'go-name-constraints': readGoNameConstraints,
};

const USAGE = `node_modules/.bin/node interop/path-suites/main.ts <suite> <path> [--json]

  limbo                <limbo.json>
  boringssl            <pki/testdata/verify_certificate_chain_unittest>
  go-name-constraints  <GOROOT>

  --json      one object instead of the table, with every case that differs
  --help      this text

Exit codes: 0 all as the suite and interop/path-suites/README.md say, 1 something differs from them, 2 wrong usage.`;

process.exitCode = main();

function main(): number {
  let wanted: Wanted;
  let cases: readonly PathCase[];
  try {
    wanted = readWords();
    if (wanted.help) {
      console.log(USAGE);
      return 0;
    }
    cases = wanted.read(wanted.path);
  } catch (error) {
    if (!isSlip(error)) throw error;
    console.error(`${error.message.split('\n')[0]}\n--help names the suites and what each takes.`);
    return 2;
  }
  const comparison = compare(cases, runBatch(cases), readDivergences(wanted.suite));
  if (wanted.json) console.log(JSON.stringify({ suite: wanted.suite, ...comparison }, null, 2));
  else console.log(describeComparison(wanted.suite, comparison));
  return isAsListed(comparison) ? 0 : 1;
}

interface Wanted {
  readonly suite: string;
  readonly read: SuiteReader;
  readonly path: string;
  readonly json: boolean;
  readonly help: boolean;
}

function readWords(): Wanted {
  const { values, positionals } = parseArgs({
    options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [suite = '', path = '', ...rest] = positionals;
  const read = Object.hasOwn(READERS, suite) ? READERS[suite] : undefined;
  if (values.help) return { suite, path, read: () => [], ...values };
  if (read === undefined)
    throw new SuiteError(suite === '' ? 'Name a suite.' : `There is no suite ${suite}.`);
  if (path === '' || rest.length > 0) throw new SuiteError(`${suite} takes one path.`);
  return { suite, path, read, ...values };
}

/** Wrong words, a path where nothing is, or a file that is not the suite. */
function isSlip(error: unknown): error is Error {
  if (error instanceof SuiteError || error instanceof SyntaxError) return true;
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' && /^(ENOENT|EISDIR|ENOTDIR|ERR_PARSE_ARGS_)/.test(code);
}
