import { KeyObject, sign } from 'node:crypto';
import type { ClientCertificate, LabPki } from '@signet/lab';

/**
 * The same certificate with keyAgreement in its keyUsage in place of digitalSignature, signed again by the
 * issuing CA: a certificate for encryption. Only for a PKI with P-256 keys.
 */
export function withoutDigitalSignature(pki: LabPki, client: ClientCertificate): ClientCertificate {
  const tbsCertificate = Buffer.from(readTbsCertificate(client.certificate));
  const at = tbsCertificate.indexOf(KEY_USAGE);
  if (at === -1) throw new Error('the certificate has another keyUsage than digitalSignature alone');
  tbsCertificate.set(KEY_AGREEMENT, at + KEY_USAGE.length - KEY_AGREEMENT.length);
  const certificate = wrap(0x30, [tbsCertificate, ECDSA_WITH_SHA256, signatureOf(tbsCertificate, pki)]);
  const certificatePem = `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64')}\n-----END CERTIFICATE-----\n`;
  const chainPem = `${certificatePem}${pki.issuing.certificatePem}`;
  return { ...client, certificate, certificatePem, chainPem };
}

function signatureOf(tbsCertificate: Buffer, pki: LabPki): Buffer {
  const signature = sign('sha256', tbsCertificate, KeyObject.from(pki.issuing.signingKey));
  return wrap(0x03, [Buffer.of(0), signature]);
}

/** The first element inside the outer SEQUENCE, header and all. */
function readTbsCertificate(certificate: Uint8Array): Uint8Array {
  const outer = readHeader(certificate, 0);
  const inner = readHeader(certificate, outer.contents);
  return certificate.subarray(outer.contents, inner.contents + inner.length);
}

function readHeader(der: Uint8Array, at: number): { readonly contents: number; readonly length: number } {
  const first = der[at + 1] ?? 0;
  if (first < 0x80) return { contents: at + 2, length: first };
  const octets = der.subarray(at + 2, at + 2 + (first & 0x7f));
  return {
    contents: at + 2 + octets.length,
    length: octets.reduce((length, octet) => length * 256 + octet, 0),
  };
}

function wrap(tag: number, parts: readonly Uint8Array[]): Buffer {
  const contents = Buffer.concat(parts);
  const { length } = contents;
  const header =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(header), contents]);
}

/** OID 2.5.29.15, critical, OCTET STRING, BIT STRING of seven unused bits with digitalSignature (bit 0). */
const KEY_USAGE = Buffer.from('0603551d0f0101ff040403020780', 'hex');
/** Three unused bits, keyAgreement (bit 4): as long as what it replaces. */
const KEY_AGREEMENT = Buffer.from('0308', 'hex');
const ECDSA_WITH_SHA256 = Buffer.from('300a06082a8648ce3d040302', 'hex');
