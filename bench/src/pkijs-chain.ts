import * as pkijs from 'pkijs';
import type { Chain } from './make-chain.ts';
import { median } from './measure.ts';

/** Median microseconds of pkijs' chain engine for a fresh leaf, CRLs included; `absent` when it says no. */
export async function validateWithPkijs({
  root,
  issuing,
  rootCrl,
  issuingCrl,
  leaves,
}: Chain): Promise<number | 'absent'> {
  pkijs.setEngine(
    'node',
    new pkijs.CryptoEngine({ name: 'node', crypto: globalThis.crypto as never }) as never,
  );
  const trustedCerts = [pkijs.Certificate.fromBER(Uint8Array.from(root))];
  const issuer = pkijs.Certificate.fromBER(Uint8Array.from(issuing));
  const crls = [rootCrl, issuingCrl].map((der) =>
    pkijs.CertificateRevocationList.fromBER(Uint8Array.from(der)),
  );
  const times: number[] = [];
  for (const der of leaves.slice(0, 60)) {
    const start = performance.now();
    const certs = [issuer, pkijs.Certificate.fromBER(Uint8Array.from(der))];
    const engine = new pkijs.CertificateChainValidationEngine({ trustedCerts, certs, crls });
    const { result } = await engine.verify();
    times.push((performance.now() - start) * 1000);
    if (!result) return 'absent';
  }
  return median(times.slice(times.length / 2));
}
