import {
  describePublicKey,
  equalBytes,
  formatTime,
  PkiError,
  parseCertificate,
  type UnixSeconds,
} from '@signet/pki';
import type { DomainFederationSettings, FederationServerFacts } from './examine-settings.ts';
import type { Requirements } from './requirement.ts';

/** What signs, and that the service knows it. */
export function demandCertificates(
  settings: DomainFederationSettings,
  { signingCertificates, now }: FederationServerFacts,
  { demand, note }: Requirements,
): void {
  const [current, next] = signingCertificates;
  const known = knownCertificates(settings);
  const isKnown = (der: Uint8Array | undefined): boolean =>
    der !== undefined && known.some((each) => equalBytes(each, der));
  demand(
    {
      check: 'settings-signingCertificate',
      asks: 'signingCertificate or nextSigningCertificate is what the federation server signs with now',
      found:
        known.length === 0 ? 'no certificate that can be read' : known.map(describeCertificate).join('; '),
    },
    isKnown(current),
    'Set signingCertificate to the one that «signet federation setup» prints.',
  );
  if (current) demandKey(current, now, { demand, note });
  if (next && !isKnown(next))
    note({
      check: 'settings-nextSigningCertificate',
      asks: 'nextSigningCertificate is the next one: the service reads it from the metadata, or you set it',
      found: `not known to the domain yet: ${describeCertificate(next)}`,
    });
}

function demandKey(
  der: Uint8Array,
  now: UnixSeconds,
  { demand }: Pick<Requirements, 'demand' | 'note'>,
): void {
  const { validity, subjectPublicKeyInfo } = parseCertificate(der);
  const key = describePublicKey(subjectPublicKeyInfo);
  demand(
    {
      check: 'signing-certificate-valid',
      asks: 'The signing certificate is valid today',
      found: `${formatTime(validity.notBefore)} to ${formatTime(validity.notAfter)}`,
    },
    validity.notBefore <= now && now < validity.notAfter,
    'Check the clock: the federation server makes the next certificate a month before the end of this one.',
  );
  demand(
    {
      check: 'signing-certificate-key',
      asks: 'The signing key is RSA of at least 2048 bits',
      found: key?.kind === 'rsa' ? `RSA, ${key.modulusLength} bits` : (key?.kind ?? 'of no known kind'),
    },
    key?.kind === 'rsa' && key.modulusLength >= 2048,
    'Let the federation server make its own key, or replace it by an RSA key.',
  );
}

/** DER of those that can be read. */
export function knownCertificates({
  signingCertificate,
  nextSigningCertificate,
}: DomainFederationSettings): readonly Uint8Array[] {
  return [signingCertificate, nextSigningCertificate].flatMap((base64) => {
    if (!base64) return [];
    try {
      return [parseCertificate(new Uint8Array(Buffer.from(base64, 'base64'))).der];
    } catch (error) {
      if (error instanceof PkiError) return [];
      throw error;
    }
  });
}

function describeCertificate(der: Uint8Array): string {
  const { serialNumber, validity } = parseCertificate(der);
  return `serial number ${serialNumber.toUpperCase()}, until ${formatTime(validity.notAfter)}`;
}
