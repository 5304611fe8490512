import type { Clock, Random } from '@signet/identity';
import { signerOf } from '../pki/authority.ts';
import { type CrlContents, encodeCrl } from '../pki/crl.ts';
import { createLabPki } from '../pki/lab-pki.ts';
import type { CaName, LabPki } from '../pki/types.ts';

/** CRLs that are wrong in one way each. All list what the CA has revoked. */
export type CrlFault =
  /** nextUpdate was an hour ago. */
  | 'expired'
  /** thisUpdate is an hour ahead. */
  | 'not-yet-valid'
  /** Signed by a key that is not the CA's, in the CA's name. */
  | 'wrong-signer'
  /** One bit of the signature is flipped. */
  | 'tampered'
  /** CRLNumber 0, lower than any the PKI publishes itself. */
  | 'number-goes-back'
  /** thisUpdate an hour ago under a number that no list had before. */
  | 'this-update-goes-back'
  | 'without-number'
  /** RFC 5280 §5.1.2.5 has CAs write nextUpdate; whether a reader insists is its own policy. */
  | 'without-next-update'
  /** A critical extension that nobody knows (1.3.6.1.4.1.99999.1). */
  | 'unknown-critical-extension'
  /** IssuingDistributionPoint says that it covers CA certificates only. */
  | 'only-ca-certificates'
  /** A delta CRL where a base is expected. */
  | 'delta-as-base';

/** The DER; `pki.publishBytes('crl/issuing.crl', …)` puts it in the place of the good one. */
export async function encodeFaultyCrl(
  pki: LabPki,
  ca: CaName,
  fault: CrlFault,
  ports: { readonly clock: Clock; readonly random: Random },
): Promise<Uint8Array> {
  const now = ports.clock.now();
  const entries = await pki.listRevoked(ca);
  // The number that comes next, so that only the fault asked for is at fault.
  const crlNumber = (await pki.newestCrlNumber(ca)) + 1;
  const good: CrlContents = { thisUpdate: now, nextUpdate: now + 86_400, crlNumber, entries };
  const signer = fault === 'wrong-signer' ? await impostorOf(pki, ca, ports) : signerOf(pki[ca]);
  const crl = await encodeCrl({ ...good, ...WRONG[fault]?.(now) }, signer);
  return fault === 'tampered' ? flipLastBit(crl) : crl;
}

async function impostorOf(
  pki: LabPki,
  ca: CaName,
  ports: { readonly clock: Clock; readonly random: Random },
): Promise<ReturnType<typeof signerOf>> {
  const keyAlgorithm = pki[ca].signingKey.algorithm.name === 'ECDSA' ? 'p-256' : 'rsa-2048';
  const other = await createLabPki({ ...ports, organisation: pki.organisation, keyAlgorithm });
  // With the true CA's name and key identifier nothing but the signature gives it away.
  return { ...signerOf(pki[ca]), key: other[ca].signingKey };
}

function flipLastBit(crl: Uint8Array): Uint8Array {
  const tampered = Uint8Array.from(crl);
  const last = tampered.length - 1;
  tampered[last] = (tampered[last] ?? 0) ^ 1;
  return tampered;
}

const WRONG: Readonly<Partial<Record<CrlFault, (now: number) => Partial<CrlContents>>>> = {
  expired: (now) => ({ thisUpdate: now - 7200, nextUpdate: now - 3600 }),
  'not-yet-valid': (now) => ({ thisUpdate: now + 3600, nextUpdate: now + 7200 }),
  'number-goes-back': () => ({ crlNumber: 0 }),
  'this-update-goes-back': (now) => ({ thisUpdate: now - 3600, crlNumber: 1_000_000 }),
  'without-number': () => ({ crlNumber: undefined }),
  'without-next-update': () => ({ nextUpdate: undefined }),
  'unknown-critical-extension': () => ({
    moreExtensions: [{ extnID: '1.3.6.1.4.1.99999.1', critical: true, value: Uint8Array.of(0x05, 0x00) }],
  }),
  // SEQUENCE { [2] onlyContainsCACerts TRUE }
  'only-ca-certificates': () => ({
    moreExtensions: [
      { extnID: '2.5.29.28', critical: true, value: Uint8Array.of(0x30, 0x03, 0x82, 0x01, 0xff) },
    ],
  }),
  'delta-as-base': () => ({ baseCrlNumber: 1 }),
};
