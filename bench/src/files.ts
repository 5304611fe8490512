import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyKind } from './der.ts';
import { type Chain, makeAuthority, makeChain } from './make-chain.ts';
import { makeCrl } from './make-crl.ts';

/** A CRL on disk, with the certificate of its CA. */
export interface CrlFile {
  readonly path: string;
  readonly bytes: Buffer;
  readonly issuerPath: string;
  readonly issuer: Buffer;
}

/** Made once and kept in the folder: 476,000 entries of 42 octets are 20 MB. */
export function crlFile(folder: string, entries: number): CrlFile {
  const path = join(folder, `${entries}.crl`);
  const issuerPath = join(folder, `${entries}.cer`);
  if (!existsSync(path) || !existsSync(issuerPath)) {
    const authority = makeAuthority('Bench CA', 'rsa-2048');
    mkdirSync(folder, { recursive: true });
    writeFileSync(issuerPath, authority.certificate);
    const { privateKey, keyIdentifier, name: issuer } = authority;
    writeFileSync(path, makeCrl({ entries, privateKey, keyIdentifier, issuer }));
  }
  return { path, bytes: readFileSync(path), issuerPath, issuer: readFileSync(issuerPath) };
}

/** A chain on disk for the peers: root.cer, issuing.cer, root.crl, issuing.crl, leaves/N.cer. */
export function chainFiles(
  folder: string,
  kind: KeyKind,
  leaves: number,
): { readonly folder: string; readonly chain: Chain } {
  const chain = makeChain({ kind, leaves });
  const own = join(folder, kind);
  mkdirSync(join(own, 'leaves'), { recursive: true });
  writeFileSync(join(own, 'root.cer'), chain.root);
  writeFileSync(join(own, 'issuing.cer'), chain.issuing);
  writeFileSync(join(own, 'root.crl'), chain.rootCrl);
  writeFileSync(join(own, 'issuing.crl'), chain.issuingCrl);
  for (const [number, leaf] of chain.leaves.entries())
    writeFileSync(join(own, 'leaves', `${number}.cer`), leaf);
  return { folder: own, chain };
}
