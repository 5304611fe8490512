import type { DomainFederationSettings } from '@signet/federation';
import type { Directory } from '@signet/identity';
import { z } from 'zod';
import { CommandError, EXIT } from '../exit-codes.ts';
import { readNamedFile } from '../read-file.ts';

/** A domain's federation settings, of a file from the real service or of the domain as it is here. */
export async function readSettings(
  domain: string,
  file: string | undefined,
  { domains }: Pick<Directory, 'domains'>,
): Promise<DomainFederationSettings> {
  if (file !== undefined) return readSettingsFile(file);
  const federation = (await domains.find(domain))?.federation;
  if (!federation)
    throw new CommandError(
      EXIT.notFound,
      `No domain ${domain} is federated here: give its settings at the service with --settings, from «Get-MgDomainFederationConfiguration -DomainId ${domain} | ConvertTo-Json».`,
    );
  const base64 = (der: Uint8Array | undefined): string | undefined =>
    der && Buffer.from(der).toString('base64');
  return {
    ...federation,
    preferredAuthenticationProtocol: federation.preferredAuthenticationProtocol ?? 'wsFed',
    signingCertificate: base64(federation.signingCertificate),
    nextSigningCertificate: base64(federation.nextSigningCertificate),
  };
}

async function readSettingsFile(file: string): Promise<DomainFederationSettings> {
  const text = new TextDecoder().decode(await readNamedFile(file));
  try {
    return SETTINGS.parse(firstOf(lowerNames(JSON.parse(text.replace(/^\uFEFF/, '')))));
  } catch (cause) {
    if (!(cause instanceof SyntaxError || cause instanceof z.ZodError)) throw cause;
    throw new CommandError(
      EXIT.usage,
      `${file} holds no settings of a domain: give the JSON of GET /domains/{domain}/federationConfiguration, or of Get-MgDomainFederationConfiguration.`,
      { cause },
    );
  }
}

/** Graph answers a list in `value`, PowerShell one object or a list. */
function firstOf(json: unknown): unknown {
  if (Array.isArray(json)) return json[0];
  if (typeof json === 'object' && json !== null && 'value' in json) return firstOf(json.value);
  return json;
}

/** PowerShell writes IssuerUri for issuerUri. */
function lowerNames(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(lowerNames);
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [
      `${name[0]?.toLowerCase() ?? ''}${name.slice(1)}`,
      lowerNames(value),
    ]),
  );
}

const TEXT = z.string().max(16_384).nullish();
/** issuerUri must be there: what has none is something else. */
const SETTINGS: z.ZodType<DomainFederationSettings> = z.object({
  displayName: TEXT,
  issuerUri: z.string().min(1).max(2_048),
  metadataExchangeUri: TEXT,
  passiveSignInUri: TEXT,
  activeSignInUri: TEXT,
  signOutUri: TEXT,
  preferredAuthenticationProtocol: TEXT,
  promptLoginBehavior: TEXT,
  federatedIdpMfaBehavior: TEXT,
  signingCertificate: TEXT,
  nextSigningCertificate: TEXT,
});
