/**
 * `npm test`: installs what is missing, then runs every stage, quick ones first, and closes with one line
 * `N passed, N failed, N skipped`. A stage that fails does not keep the next from running.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { PINNED_NODE, ROOT } from './_checkout.mjs';
import { ensureDebianPackages } from './_debian-packages.mjs';
import { ensureAdminCenter } from './ensure-admin-center.mjs';
import { ensureInstalled } from './ensure-installed.mjs';

const USAGE = `npm test [-- <part of a test file's path>… <option of vitest>… --interop]

  npm test -- core/pki            the tests whose path has that in it
  npm test -- -t "removed hold"   the tests whose name has that in it
  --interop                       the clients of other ecosystems, too (interop/README.md)
  --help                          this text

Installs what is missing, checks format, lint and types, builds the admin center, runs the tests, and ends in one
line. Exit codes: 0 all passed, 1 something failed.`;
const INTEROP = '--interop';
const filters = process.argv.slice(2).filter((word) => word !== INTEROP);
// vitest.config.ts reads it.
if (process.argv.includes(INTEROP)) process.env.SIGNET_INTEROP = '1';
// Every test file is a process of its own and loads the same libraries: the second finds them compiled.
process.env.NODE_COMPILE_CACHE ??= join(ROOT, 'node_modules', '.cache', 'node-compile');
if (process.argv.includes('--help')) console.log(USAGE);
else process.exitCode = main();

function main() {
  try {
    ensureInstalled();
  } catch (error) {
    console.error(error.message);
    return close([{ passed: 0, skipped: 0, failures: ['install'], leftOut: [] }], []);
  }
  const missingPackages = ensureDebianPackages(filters);
  const outcomes = [
    runStage('Format and lint', () => runCheck('biome check', '@biomejs/biome/bin/biome', ['check', '.'])),
    runStage('Types', () => runCheck('tsc --build', 'typescript/bin/tsc', ['--build'])),
    runStage('Build of the admin center', buildAdminCenter),
    runStage('Unit and integration tests', runVitest),
  ];
  return close(outcomes, missingPackages);
}

function runStage(title, run) {
  console.log(`\n== ${title}`);
  const startedAt = performance.now();
  const outcome = run();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`== ${title}: ${outcome.failures.length === 0 ? 'passed' : 'failed'} in ${seconds} s`);
  return outcome;
}

/** A tool that says yes or no counts as one. */
function runCheck(name, program, words) {
  const status = runTool(program, words);
  return { passed: status === 0 ? 1 : 0, skipped: 0, failures: status === 0 ? [] : [name], leftOut: [] };
}

function buildAdminCenter() {
  try {
    ensureAdminCenter();
    return { passed: 1, skipped: 0, failures: [], leftOut: [] };
  } catch (error) {
    console.error(error.message);
    return { passed: 0, skipped: 0, failures: ['build of the admin center'], leftOut: [] };
  }
}

function runVitest() {
  const folder = mkdtempSync(join(tmpdir(), 'signet-test-'));
  const file = join(folder, 'report.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const status = runTool('vitest/vitest.mjs', ['run', ...reporters, ...filters]);
    if (!existsSync(file)) {
      return {
        passed: 0,
        skipped: 0,
        failures: [`vitest ended with code ${status} and no report`],
        leftOut: [],
      };
    }
    return readReport(JSON.parse(readFileSync(file, 'utf8')), status);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readReport(report, status) {
  const files = report.testResults.map(({ name, status, assertionResults }) => ({
    path: relative(ROOT, name),
    // A file that cannot be loaded fails without a test of its own.
    broken: status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
    tests: assertionResults,
  }));
  const failures = files.flatMap(({ path, broken, tests }) => [
    ...(broken ? [path] : []),
    ...tests.filter((test) => test.status === 'failed').map((test) => `${path} › ${test.fullName}`),
  ]);
  const all = files.flatMap(({ tests }) => tests);
  const passed = all.filter((test) => test.status === 'passed').length;
  const skipped = all.filter((test) => test.status !== 'passed' && test.status !== 'failed').length;
  // An error outside every test, or no test file at all.
  if (status !== 0 && failures.length === 0) failures.push(`vitest ended with code ${status}`);
  return { passed, skipped, failures, leftOut: files.filter(isLeftOut).map(({ path }) => path) };
}

function isLeftOut({ tests }) {
  return tests.length > 0 && tests.every((test) => test.status !== 'passed' && test.status !== 'failed');
}

/** The pinned Node runs every tool; the status is null when a signal ended it. */
function runTool(program, words) {
  return spawnSync(PINNED_NODE, [join(ROOT, 'node_modules', program), ...words], {
    cwd: ROOT,
    stdio: 'inherit',
  }).status;
}

function close(outcomes, missingPackages) {
  const failures = outcomes.flatMap((outcome) => outcome.failures);
  const passed = sum(outcomes.map((outcome) => outcome.passed));
  const skipped = sum(outcomes.map((outcome) => outcome.skipped));
  console.log('');
  for (const line of missingPackages) console.log(`Missing: ${line}`);
  for (const path of outcomes.flatMap((outcome) => outcome.leftOut)) console.log(`Left out: ${path}`);
  for (const failure of failures) console.log(`Failed: ${failure}`);
  console.log(`${passed} passed, ${failures.length} failed, ${skipped} skipped`);
  return failures.length === 0 ? 0 : 1;
}

function sum(counts) {
  return counts.reduce((total, count) => total + count, 0);
}
