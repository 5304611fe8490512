import type { DescribedTrust, RelyingPartyTrust } from '@signet/identity';
import { XmlError } from '@signet/xml';
import type { MetadataRefreshServices } from './types.ts';

/** Everything that metadata describe, except that they never make a trust less strict. Throws for what is unusable. */
export function describeTrust(
  trust: RelyingPartyTrust,
  described: DescribedTrust,
  { canEncryptFor }: Pick<MetadataRefreshServices, 'canEncryptFor'>,
): RelyingPartyTrust {
  const {
    assertionConsumerServices,
    singleLogoutServices,
    wsFederationUrls,
    signingCertificates,
    encryptionCertificate,
    nameIdFormat,
  } = described;
  const unusable = (problem: string): never => {
    throw new XmlError('invalid-value', problem);
  };
  if (encryptionCertificate && !canEncryptFor(encryptionCertificate)) {
    unusable('the encryption certificate cannot be used');
  }
  if (trust.encryptionCertificate && !encryptionCertificate) unusable('the encryption certificate is gone');
  const unsignedRequests = trust.unsignedRequests === 'refused' ? 'refused' : described.unsignedRequests;
  if (unsignedRequests === 'refused' && signingCertificates.length === 0) {
    unusable('requests must be signed, and no signing certificate is named');
  }
  return {
    ...trust,
    assertionConsumerServices,
    singleLogoutServices,
    wsFederationUrls,
    signingCertificates,
    encryptionCertificate,
    nameIdFormat,
    unsignedRequests,
  };
}

/** Whether two trusts say the same in every member. */
export function isSameTrust(left: RelyingPartyTrust, right: RelyingPartyTrust): boolean {
  return textOf(left) === textOf(right);
}

function textOf(trust: RelyingPartyTrust): string {
  return JSON.stringify(trust, (_name, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
  );
}
