import { type DerReader, parseDer } from '../der/reader.ts';
import { constructedContextTag, contextTag, TAG } from '../der/tags.ts';
import { equalBytes } from '../equal-bytes.ts';
import { PkiError } from '../error.ts';
import { readAlgorithmIdentifier } from './algorithm-identifier.ts';
import { NO_EXTENSIONS, readCertificateExtensions } from './extensions.ts';
import { readIssuerName, readName } from './names.ts';
import { readSubjectPublicKeyInfo } from './public-key-info.ts';
import { serialNumberOf } from './serial-number.ts';
import type { Certificate, CertificateExtensions } from './types.ts';

/**
 * Certificate, RFC 5280 §4.1, from its DER. The result holds views into a private copy of the bytes, so the
 * caller may reuse its buffer. Throws `PkiError`. Checks no signature and no time.
 */
export function parseCertificate(der: Uint8Array): Certificate {
  if (der.length > MAX_CERTIFICATE_BYTES) {
    throw new PkiError('too-large', `certificate of ${der.length} bytes, at most ${MAX_CERTIFICATE_BYTES}`);
  }
  // Not `slice()`: on a Node Buffer that would be a view of memory which the caller goes on writing to.
  return parseDer(new Uint8Array(der), readCertificate);
}

function readCertificate(reader: DerReader): Certificate {
  reader.enter(TAG.sequence);
  const tbsStart = reader.offset;
  const fields = reader.within(TAG.sequence, () => readTbsCertificate(reader));
  const tbsCertificate = reader.bytes.subarray(tbsStart, reader.offset);
  const algorithmStart = reader.offset;
  const signatureAlgorithm = readAlgorithmIdentifier(reader);
  const algorithmDer = reader.bytes.subarray(algorithmStart, reader.offset);
  const signatureValue = reader.readOctetAlignedBitString();
  reader.leave();
  const { signature, ...content } = fields;
  // RFC 5280 §4.1.1.2: the unsigned algorithm must be the signed one, else an attacker could swap it.
  if (!equalBytes(algorithmDer, signature)) {
    throw reader.fault(
      'signature-algorithm-mismatch',
      'signatureAlgorithm is not the one inside',
      algorithmStart,
    );
  }
  return Object.freeze({
    der: reader.bytes,
    tbsCertificate,
    ...content,
    signatureAlgorithm,
    signatureValue,
  });
}

type TbsFields = Omit<Certificate, 'der' | 'tbsCertificate' | 'signatureAlgorithm' | 'signatureValue'> & {
  readonly signature: Uint8Array;
};

function readTbsCertificate(reader: DerReader): TbsFields {
  const version = readVersion(reader);
  const serialNumber = readSerialNumber(reader);
  const signatureStart = reader.offset;
  readAlgorithmIdentifier(reader);
  const signature = reader.bytes.subarray(signatureStart, reader.offset);
  const issuer = readIssuerName(reader);
  // RFC 5280 §4.1.2.4: an issuer has a name; a nameless one could never be matched to a CA.
  if (issuer.rdnSequence.length === 0) throw reader.fault('bad-name', 'issuer is empty');
  const validity = reader.within(TAG.sequence, () =>
    Object.freeze({ notBefore: reader.readTime(), notAfter: reader.readTime() }),
  );
  const subject = readName(reader);
  const subjectPublicKeyInfo = readSubjectPublicKeyInfo(reader);
  skipUniqueIdentifiers(reader, version);
  const extensions = readExtensions(reader, version);
  return {
    version,
    serialNumber,
    signature,
    issuer,
    validity,
    subject,
    subjectPublicKeyInfo,
    extensions,
  };
}

function readVersion(reader: DerReader): 1 | 2 | 3 {
  const start = reader.offset;
  const encoded = reader.optional(constructedContextTag(0), () => reader.readSmallInteger());
  if (encoded === undefined) return 1;
  // RFC 5280 §4.1.2.1 with X.690 §11.5: v1 is the default and so is never written.
  if (encoded === 1) return 2;
  if (encoded === 2) return 3;
  throw reader.fault('certificate-version', `certificate version field holds ${encoded}`, start);
}

function readSerialNumber(reader: DerReader): string {
  const start = reader.offset;
  const content = reader.readInteger();
  if (content.length > MAX_SERIAL_NUMBER_OCTETS) {
    throw reader.fault('bad-integer', `serial number of ${content.length} octets`, start);
  }
  return serialNumberOf(content);
}

// RFC 5280 §4.1.2.8: not to be written any more, but to be read; nothing depends on them.
function skipUniqueIdentifiers(reader: DerReader, version: number): void {
  for (const tag of [contextTag(1), contextTag(2)]) {
    if (!reader.hasTag(tag)) continue;
    if (version === 1)
      throw reader.fault('certificate-version', 'a v1 certificate has no unique identifiers');
    reader.readBitString(tag);
  }
}

function readExtensions(reader: DerReader, version: number): CertificateExtensions {
  if (reader.atEnd) return NO_EXTENSIONS;
  // RFC 5280 §4.1.2.9: extensions exist in v3 only; old software would not see them.
  if (version !== 3) throw reader.fault('certificate-version', 'only a v3 certificate has extensions');
  return reader.within(constructedContextTag(3), () => readCertificateExtensions(reader));
}

/** The largest certificates of people (photographs, many policies) stay under 10 KB; TLS allows 16 MB. */
const MAX_CERTIFICATE_BYTES: number = 64 * 1024;

/** RFC 5280 §4.1.2.2 allows 20; some CAs wrote a few more. */
const MAX_SERIAL_NUMBER_OCTETS = 32;
