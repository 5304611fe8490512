import { builtInTransformRules, CLOUD_IDENTIFIERS, PERMIT_EVERYBODY } from '../issuance/built-in-rules.ts';
import { CLOUD_AUDIENCE } from '../vocabulary.ts';
import type { DomainFederationSettings, FederationServerFacts } from './examine-settings.ts';
import { CLOUD_REPLY_URL } from './examine-token.ts';

/** All that has to be set, here and at the service, for a domain to sign in through this federation server. */
export interface CloudSetup {
  readonly domain: string;
  /** The body of `POST /domains/{domain}/federationConfiguration` of Microsoft Graph. */
  readonly federationConfiguration: DomainFederationSettings & { readonly '@odata.type': string };
  /** The same for PowerShell's Microsoft.Graph.Identity.DirectoryManagement. */
  readonly powerShell: string;
  readonly relyingParty: {
    readonly displayName: string;
    readonly identifiers: readonly string[];
    readonly replyUrl: string;
    /** What it is told, and who may sign in. */
    readonly transformRules: string;
    readonly authorizationRules: string;
  };
  readonly metadataUrl: string;
}

/**
 * What to set in Microsoft's cloud for a domain that this federation server signs in, and here for the cloud as its
 * relying party.
 */
export function describeCloudSetup(
  domain: string,
  protocol: 'wsFed' | 'saml',
  { origin, issuerUri, signingCertificates }: FederationServerFacts,
): CloudSetup {
  const [current, next] = signingCertificates.map((der) => Buffer.from(der).toString('base64'));
  const federationConfiguration = {
    '@odata.type': '#microsoft.graph.internalDomainFederation',
    displayName: `Signet for ${domain}`,
    issuerUri,
    metadataExchangeUri: `${origin}/adfs/services/trust/mex`,
    passiveSignInUri: `${origin}/adfs/ls/`,
    signOutUri: `${origin}/adfs/ls/`,
    preferredAuthenticationProtocol: protocol,
    promptLoginBehavior: 'disabled',
    federatedIdpMfaBehavior: 'acceptIfMfaDoneByFederatedIdp',
    signingCertificate: current,
    ...(next !== undefined && { nextSigningCertificate: next }),
  };
  return {
    domain,
    federationConfiguration,
    powerShell: writePowerShell(domain, federationConfiguration),
    relyingParty: {
      displayName: 'Microsoft Office 365 Identity Platform',
      identifiers: [...CLOUD_IDENTIFIERS],
      replyUrl: CLOUD_REPLY_URL,
      transformRules: builtInTransformRules(CLOUD_AUDIENCE, protocol === 'saml' ? 'saml20' : 'saml11'),
      authorizationRules: PERMIT_EVERYBODY,
    },
    metadataUrl: `${origin}/FederationMetadata/2007-06/FederationMetadata.xml`,
  };
}

/** Parameters are named as the properties, with a capital. */
function writePowerShell(
  domain: string,
  configuration: Readonly<Record<string, string | undefined>>,
): string {
  const parameters = Object.entries(configuration).flatMap(([name, value]) =>
    name.startsWith('@') || value === undefined
      ? []
      : [`  -${name[0]?.toUpperCase()}${name.slice(1)} ${quote(value)}`],
  );
  return [`New-MgDomainFederationConfiguration -DomainId ${quote(domain)}`, ...parameters].join(' `\n');
}

/** Single quotes: nothing in the text is expanded. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
