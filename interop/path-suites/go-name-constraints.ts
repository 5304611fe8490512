import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { goEnvironment } from '../_go-program.ts';
import { type PathCase, SuiteError } from './path-case.ts';

/** A line of what go-name-constraints/cases_test.go writes. */
interface GoCase {
  readonly name: string;
  readonly expectedError: string;
  readonly leaf: string;
  readonly intermediates: readonly string[];
  readonly roots: readonly string[];
  readonly extendedKeyUsages: readonly string[];
}

/**
 * The table of name constraints of Go's own crypto/x509, read from a GOROOT. An overlay adds our file to the tests of
 * that package while they are compiled, so it sees Go's table and makes its certificates; nothing of Go is copied.
 */
export function readGoNameConstraints(goroot: string): readonly PathCase[] {
  const folder = mkdtempSync(join(tmpdir(), 'signet-go-cases-'));
  try {
    return distinguish(writeCases(goroot, folder)).map(toPathCase);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function writeCases(goroot: string, folder: string): readonly GoCase[] {
  const x509 = join(goroot, 'src/crypto/x509');
  if (!existsSync(join(x509, 'name_constraints_test.go')))
    throw new SuiteError(`${goroot} is no GOROOT: it has no src/crypto/x509/name_constraints_test.go.`);
  const overlay = join(folder, 'overlay.json');
  const cases = join(folder, 'cases.jsonl');
  const replace = { [join(x509, 'signet_cases_test.go')]: CASES_PROGRAM };
  writeFileSync(overlay, JSON.stringify({ Replace: replace }));
  const words = ['test', '-count=1', '-overlay', overlay, '-run', '^TestWriteSignetCases$', 'crypto/x509'];
  const run = spawnSync(join(goroot, 'bin/go'), words, {
    cwd: folder,
    env: { ...goEnvironment(), SIGNET_CASES: cases },
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(`Go does not write its cases:\n${run.stdout}${run.stderr}`);
  const lines = readFileSync(cases, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as GoCase);
}

/** Two of Go's cases share a name; the second is told apart by a number. */
function distinguish(cases: readonly GoCase[]): readonly GoCase[] {
  const seen = new Map<string, number>();
  return cases.map((each) => {
    const count = (seen.get(each.name) ?? 0) + 1;
    seen.set(each.name, count);
    return count === 1 ? each : { ...each, name: `${each.name} (${count})` };
  });
}

function toPathCase(each: GoCase): PathCase {
  return {
    id: each.name,
    expected: each.expectedError === '' ? 'valid' : 'invalid',
    leaf: each.leaf,
    intermediates: each.intermediates,
    anchors: each.roots,
    crls: [],
    settings: {
      // Go's certificates are valid from the second 1000 to the second 2000 of 1970.
      time: '1970-01-01T00:25:00Z',
      revocation: 'off',
      eku: each.extendedKeyUsages,
    },
  };
}

const CASES_PROGRAM = fileURLToPath(new URL('go-name-constraints/cases_test.go', import.meta.url));
