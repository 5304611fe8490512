import { PkiError, parseCertificate } from '@signet/pki';
import { createFetcher } from '@signet/revocation';
import { readServiceProviderMetadata, type ServiceProviderMetadata } from '@signet/saml';
import type { ServerConfig } from '@signet/server';
import { XmlError } from '@signet/xml';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { readNamedFile } from '../../read-file.ts';
import { endWithDot } from '../../terminal/print.ts';

/** Metadata from a file, or from an address through the one fetcher with its address policy. */
export async function readMetadata(
  source: string,
  { revocation }: Pick<ServerConfig, 'revocation'>,
): Promise<ServiceProviderMetadata> {
  const bytes = isAddress(source) ? await download(source, revocation) : await readNamedFile(source);
  try {
    const metadata = readServiceProviderMetadata(Buffer.from(bytes).toString('utf8'));
    const { signingCertificates, encryptionCertificate } = metadata;
    // Only what reads as a certificate can be trusted or be encrypted for.
    for (const der of [...signingCertificates, ...(encryptionCertificate ? [encryptionCertificate] : [])])
      parseCertificate(der);
    return metadata;
  } catch (error) {
    if (!(error instanceof XmlError || error instanceof PkiError)) throw error;
    throw new CommandError(
      EXIT.refused,
      `${source} is not metadata of a relying party that can be taken: ${endWithDot(error.message)}`,
      { cause: error },
    );
  }
}

export function isAddress(source: string): boolean {
  return /^https?:\/\//i.test(source);
}

async function download(url: string, { addresses }: ServerConfig['revocation']): Promise<Uint8Array> {
  if (!url.startsWith('https://') && addresses === 'public')
    throw new CommandError(
      EXIT.refused,
      `${url} is not https: anybody on the way could put a certificate and an address of their own into the metadata. Give an https address, or a file.`,
    );
  const result = await createFetcher({ addresses, maxBytes: MAX_METADATA_BYTES }).fetch(url);
  if (result.outcome === 'fetched') return result.body;
  const reason = result.outcome === 'failed' ? result.reason : 'The server says that nothing changed.';
  throw new CommandError(EXIT.failed, `The metadata cannot be fetched from ${url}: ${endWithDot(reason)}`);
}

/** Of one entity; those of whole federations are megabytes, and hold many. */
const MAX_METADATA_BYTES = 256 * 1024;
