import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { timeOf } from './measure.ts';

/** Milliseconds to parse a list and look up one serial number, times `factor`; `absent` when it is refused. */
export function parseWithPkijs(bytes: Uint8Array, factor: number): number | 'absent' {
  return attempt(factor, () => {
    const { result } = asn1js.fromBER(copyOf(bytes), { maxNodes: Number.MAX_SAFE_INTEGER } as never);
    const crl = new pkijs.CertificateRevocationList({ schema: result });
    crl.revokedCertificates?.some(({ userCertificate }) => userCertificate.valueBlock.valueHexView[0] === 1);
  });
}

/** The same with the classes of `@peculiar/x509`. */
export function parseWithPeculiar(bytes: Uint8Array, factor: number): number | 'absent' {
  return attempt(factor, () => new x509.X509Crl(copyOf(bytes)).findRevoked('01'));
}

function attempt(factor: number, task: () => unknown): number | 'absent' {
  try {
    return timeOf(task) * factor;
  } catch {
    return 'absent';
  }
}

function copyOf(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
