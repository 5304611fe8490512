import { DerReader } from '../der/reader.ts';
import { TAG } from '../der/tags.ts';
import { PkiError } from '../error.ts';
import { parseCertificate } from './certificate.ts';
import { decodePem } from './pem.ts';
import type { Certificate } from './types.ts';

/**
 * The certificates of a `.p7b` file: a SignedData of PKCS #7 (RFC 2315 §9.1) that signs nothing and only carries
 * certificates, in DER or PEM. Whatever else it holds, signatures too, is passed over: nothing is believed
 * because of them. Throws `PkiError`: `bad-certificate-bag` for another structure, `no-certificate` for an empty one.
 */
export function parseCertificateBag(input: Uint8Array): Certificate[] {
  const reader = new DerReader(input[0] === TAG.sequence ? input : derOfPem(input), {
    maxBytes: MAX_CERTIFICATE_BAG_BYTES,
  });
  const elements: Uint8Array[] = [];
  reader.within(TAG.sequence, () => {
    if (reader.readObjectIdentifier() !== SIGNED_DATA) throw notABag(reader);
    reader.within(EXPLICIT_0, () => reader.within(TAG.sequence, () => readSignedData(reader, elements)));
  });
  reader.expectEnd();
  if (elements.length === 0) throw new PkiError('no-certificate', 'the file holds no certificate');
  return elements.map((der) => parseCertificate(der));
}

/** version, digestAlgorithms, contentInfo, [0] certificates, [1] crls, signerInfos. */
function readSignedData(reader: DerReader, elements: Uint8Array[]): void {
  reader.skip(INTEGER);
  reader.skip(SET);
  reader.skip(TAG.sequence);
  reader.optional(EXPLICIT_0, () => {
    while (!reader.atEnd) {
      if (elements.length >= MAX_CERTIFICATES)
        throw reader.fault('too-many-elements', 'too many certificates');
      // The other choices, attribute certificates and PKCS #6 ones, name no authority.
      elements.push(reader.readElement(TAG.sequence));
    }
  });
  if (reader.hasTag(EXPLICIT_1)) reader.skip(EXPLICIT_1);
  reader.skip(SET);
}

function derOfPem(input: Uint8Array): Uint8Array {
  if (input.length > MAX_CERTIFICATE_BAG_BYTES) throw new PkiError('too-large', 'the file is too large');
  const blocks = decodePem(new TextDecoder('utf-8').decode(input));
  const block = blocks.find(({ label }) => label === 'PKCS7' || label === 'CMS');
  if (block === undefined) throw new PkiError('bad-certificate-bag', 'neither DER nor PEM of PKCS #7');
  return block.der;
}

function notABag(reader: DerReader): PkiError {
  return reader.fault('bad-certificate-bag', 'the content is no SignedData');
}

const SIGNED_DATA = '1.2.840.113549.1.7.2';
const INTEGER = 0x02;
const SET = 0x31;
const EXPLICIT_0 = 0xa0;
const EXPLICIT_1 = 0xa1;

/** Microsoft's documented limit of an upload: 2 MB. */
export const MAX_CERTIFICATE_BAG_BYTES: number = 2 * 1024 * 1024;

/** The PKI store takes 250; a file may repeat some of them. */
const MAX_CERTIFICATES = 1000;
