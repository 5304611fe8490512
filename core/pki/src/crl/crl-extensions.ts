import { type DerReader, parseDer } from '../der/reader.ts';
import { contextTag, TAG } from '../der/tags.ts';
import { PkiError } from '../error.ts';
import { readAuthorityKeyIdentifier } from '../x509/authority-key-identifier.ts';
import { readDistributionPointName, readReasonFlags } from '../x509/distribution-points.ts';
import { hexOf } from '../x509/serial-number.ts';
import type { Extension } from '../x509/types.ts';
import type { CertificateList, IssuingDistributionPoint } from './types.ts';

/** CRL extensions, RFC 5280 §5.2, and Microsoft's Next CRL Publish. */
export const CRL_EXTENSION = {
  issuerAltName: '2.5.29.18',
  cRLNumber: '2.5.29.20',
  deltaCRLIndicator: '2.5.29.27',
  issuingDistributionPoint: '2.5.29.28',
  authorityKeyIdentifier: '2.5.29.35',
  freshestCRL: '2.5.29.46',
  /** X.509 §9.5.2.9: entries stay on the list after the certificate has expired. */
  expiredCertsOnCRL: '2.5.29.60',
  nextCRLPublish: '1.3.6.1.4.1.311.21.4',
} as const;

/** Reads the extensions that decide what a list says, strictly; all others stay in `all` alone. */
export function parseCrlExtensions(all: readonly Extension[]): CertificateList['extensions'] {
  const extensions: Record<string, unknown> = { all };
  for (const { extnID, extnValue } of all) {
    const known = READERS.get(extnID);
    if (known !== undefined) extensions[known.field] = parseDer(extnValue, known.read);
  }
  // Each reader is tied to the type of its field by `Readers`.
  return Object.freeze(extensions) as unknown as CertificateList['extensions'];
}

type ExtensionField = Exclude<keyof CertificateList['extensions'], 'all'>;
type Readers = {
  readonly [F in ExtensionField]: (reader: DerReader) => Required<CertificateList['extensions']>[F];
};

// RFC 5280 §5.2.3: not negative, 20 octets at most. Longer ones exist and compare as well as short ones.
function readCrlNumber(reader: DerReader): bigint {
  const content = reader.readInteger();
  if (content.length > MAX_CRL_NUMBER_OCTETS || (content[0] ?? 0) >= 0x80) {
    throw new PkiError('bad-extension', 'CRL number is negative or too long');
  }
  return BigInt(`0x${hexOf(content)}`);
}

/** RFC 5280 §5.2.5. */
function readIssuingDistributionPoint(reader: DerReader): IssuingDistributionPoint {
  return reader.within(TAG.sequence, () => {
    // An empty one would say that nothing is restricted, which is said by leaving the extension out.
    if (reader.atEnd) throw reader.fault('bad-extension', 'issuing distribution point without content');
    const name = readDistributionPointName(reader);
    const flag = (number: number): boolean =>
      reader.hasTag(contextTag(number)) && reader.readBoolean(contextTag(number));
    const onlyContainsUserCerts = flag(1);
    const onlyContainsCACerts = flag(2);
    const onlySomeReasons = reader.hasTag(contextTag(3)) ? readReasonFlags(reader, contextTag(3)) : undefined;
    const indirectCRL = flag(4);
    const onlyContainsAttributeCerts = flag(5);
    return Object.freeze({
      ...name,
      onlyContainsUserCerts,
      onlyContainsCACerts,
      ...(onlySomeReasons === undefined ? {} : { onlySomeReasons }),
      indirectCRL,
      onlyContainsAttributeCerts,
    });
  });
}

const BY_FIELD: Readers = {
  authorityKeyIdentifier: readAuthorityKeyIdentifier,
  cRLNumber: readCrlNumber,
  deltaCRLIndicator: readCrlNumber,
  issuingDistributionPoint: readIssuingDistributionPoint,
  nextCRLPublish: (reader) => reader.readTime(),
};

const READERS: ReadonlyMap<
  string,
  { readonly field: string; readonly read: (reader: DerReader) => unknown }
> = new Map(
  Object.entries(BY_FIELD).map(([field, read]) => [CRL_EXTENSION[field as ExtensionField], { field, read }]),
);

const MAX_CRL_NUMBER_OCTETS = 64;
