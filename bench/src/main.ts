import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chain } from './cases/chain.ts';
import { crlLookup } from './cases/crl-lookup.ts';
import { crlParse } from './cases/crl-parse.ts';
import { growth } from './cases/growth.ts';
import { handshakes } from './cases/handshakes.ts';
import { hostile } from './cases/hostile.ts';
import { hostileCertificatesBench } from './cases/hostile-certificates.ts';
import { push } from './cases/push.ts';
import { refreshes } from './cases/refresh.ts';
import { saml } from './cases/saml.ts';
import { signIn } from './cases/sign-in.ts';
import { soak } from './cases/soak.ts';
import { drawPlot } from './plot.ts';
import type { Bench, Row } from './row.ts';
import { printHead, printRow } from './table.ts';

// `npm run bench [-- <case or how it begins>…] [--json]`

const BENCHES: readonly Bench[] = [
  crlParse,
  crlLookup,
  chain,
  saml,
  signIn,
  refreshes,
  growth,
  handshakes,
  hostile,
  hostileCertificatesBench,
  push,
  soak,
];

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
});
// So that what ends with the process is ended.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
const cases = BENCHES.flatMap((bench) => bench.cases);
const unknown = positionals.find((word) => !cases.some((name) => name.startsWith(word)));
if (unknown === undefined) await main();
else {
  console.error(`There is no case ${unknown}. Cases: ${cases.join(', ')}.`);
  process.exitCode = 2;
}

async function main(): Promise<void> {
  const folder = fileURLToPath(new URL('../out', import.meta.url));
  mkdirSync(folder, { recursive: true });
  const wanted = (name: string): boolean =>
    positionals.length === 0 || positionals.some((word) => name.startsWith(word));
  const context = { folder, note: (text: string) => console.error(`(${text})`) };
  const rows: Row[] = [];
  if (!values.json) printHead();
  for (const bench of BENCHES) {
    if (!bench.cases.some(wanted)) continue;
    for await (const row of bench.run(context, wanted)) {
      rows.push(row);
      if (values.json) console.log(JSON.stringify(row));
      else printRow(row);
    }
  }
  const plot = join(folder, 'bench.svg');
  writeFileSync(plot, drawPlot(rows));
  console.error(`Plot: ${plot}`);
}
