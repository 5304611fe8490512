import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseCertificate } from '@signet/pki';
import { readAndVerify } from './read-and-verify.ts';

// A process of its own that reads one CRL once: `fresh-run.ts <crl> <issuer certificate>`. Prints JSON.

const [crlPath = '', issuerPath = ''] = process.argv.slice(2);
const issuer = parseCertificate(readFileSync(issuerPath));
const before = statusKilobytes('VmRSS');
const bytes = readFileSync(crlPath);
const start = performance.now();
readAndVerify(bytes, issuer);
const milliseconds = performance.now() - start;
// The peak of the kernel's own count, from what the process had with all its modules loaded.
const peakKilobytes = statusKilobytes('VmHWM') - before;
const hashes = Array.from({ length: 5 }, () => {
  const begun = performance.now();
  hash('sha256', bytes);
  return performance.now() - begun;
});
console.log(JSON.stringify({ milliseconds, hashMilliseconds: Math.min(...hashes), peakKilobytes }));

function statusKilobytes(field: string): number {
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
}
