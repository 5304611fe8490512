import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { BENCHES } from './cases/index.ts';
import { drawPlot } from './plot.ts';
import type { Row } from './row.ts';
import { printHead, printRow } from './table.ts';

const CASES = BENCHES.flatMap((bench) => bench.cases);

const USAGE = `npm run bench [-- <case, or how it begins>… --json]

  --json   one object a case: {case, unit, ours, limit, peers: {name: value}, facts}
  --help   this text

Cases:
${BENCHES.map(({ cases }) => `  ${cases.join(', ')}`).join('\n')}

A plot of the run goes to bench/out/bench.svg.
Exit codes: 0 measured, 1 a case could not be measured, 2 wrong arguments.`;

const SEE_HELP = '`npm run bench -- --help` names cases and options.';

// So that what ends with the process is ended.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
process.exitCode = await main();

async function main(): Promise<number> {
  let words: ReturnType<typeof readWords>;
  try {
    words = readWords();
  } catch (error) {
    console.error(`${(error as Error).message.split('. ')[0]}. ${SEE_HELP}`);
    return 2;
  }
  const { positionals, values } = words;
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const unknown = positionals.find((word) => !CASES.some((name) => name.startsWith(word)));
  if (unknown !== undefined) {
    console.error(`There is no case ${unknown}. ${SEE_HELP}`);
    return 2;
  }
  await runCases(positionals, values.json);
  return 0;
}

function readWords() {
  return parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
}

async function runCases(beginnings: readonly string[], json: boolean): Promise<void> {
  const folder = fileURLToPath(new URL('../out', import.meta.url));
  mkdirSync(folder, { recursive: true });
  const wanted = (name: string): boolean =>
    beginnings.length === 0 || beginnings.some((word) => name.startsWith(word));
  const context = { folder, note: (text: string) => console.error(`(${text})`) };
  const rows: Row[] = [];
  if (!json) printHead();
  for (const bench of BENCHES) {
    if (!bench.cases.some(wanted)) continue;
    for await (const row of bench.run(context, wanted)) {
      rows.push(row);
      if (json) console.log(JSON.stringify(row));
      else printRow(row);
    }
  }
  const plot = join(folder, 'bench.svg');
  writeFileSync(plot, drawPlot(rows));
  console.error(`Plot: ${plot}`);
}
