import { createXmlCrypto, createXmlEncryptor } from '@signet/crypto';
import { createMetadataRefresher, type MetadataRefresher } from '@signet/federation';
import { createFetcher } from '@signet/revocation';
import { readServiceProviderMetadata } from '@signet/saml';
import type { ServerConfig } from './config/config.ts';
import type { Services } from './services.ts';

/**
 * Refreshes metadata of federation partners through the fetcher that everything goes through. `extraTrust`: PEM of
 * CAs beside the public ones that partners' TLS certificates may have.
 */
export function createMetadata(
  { directory, clock, random, log }: Pick<Services, 'directory' | 'clock' | 'random' | 'log'>,
  { revocation: { addresses } }: Pick<ServerConfig, 'revocation'>,
  extraTrust: string | undefined,
): MetadataRefresher {
  const fetcher = createFetcher({
    addresses,
    maxBytes: MAX_METADATA_BYTES,
    extraTrust,
    redirects: 'keep-tls',
  });
  return createMetadataRefresher({
    directory,
    clock,
    leaseHolder: random.guid(),
    fetch: (url, validators) => fetcher.fetch(url, validators),
    xmlCrypto: createXmlCrypto(),
    readRelyingParty: readServiceProviderMetadata,
    canEncryptFor: (certificate) => {
      try {
        createXmlEncryptor(certificate, random);
        return true;
      } catch {
        return false;
      }
    },
    log,
  });
}

/** Of one entity; those of whole federations are megabytes, and hold many. */
const MAX_METADATA_BYTES = 256 * 1024;
