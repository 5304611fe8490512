import { createXmlEncryptor, createXmlSigner } from '@signet/crypto';
import { createClaimsIssuance } from '@signet/federation';
import type { ReservedSegments, Routes } from '@signet/http';
import { guid, type RelyingPartyTrust, type TenantId } from '@signet/identity';
import {
  type IdentityProviderOptions,
  identityProviderRole,
  identityProviderRoutes,
  samlAtPassiveEndpoint,
  samlSignOut,
} from '@signet/saml';
import type { Interactions } from '@signet/sign-in';
import type { RingKey } from '@signet/tokens';
import { federationServerRoutes, type RelyingParty } from '@signet/wsfed';
import { tokenEndpointOf, wsTrustRoutes } from '@signet/wstrust';
import { SAML20, type XmlCrypto, type XmlSigner } from '@signet/xml';
import type { ServerConfig } from './config/config.ts';
import type { Origins } from './origins.ts';
import type { Services } from './services.ts';

export interface FederationServerParts
  extends Pick<Services, 'directory' | 'random' | 'signIn' | 'federationKeys'> {
  readonly origins: Origins;
  readonly interactions: Interactions;
  readonly createSigner: (key: RingKey) => XmlSigner;
  readonly xmlCrypto: XmlCrypto;
}

/**
 * AD FS's part: WS-Federation and SAML 2.0 for browsers, which share `/adfs/ls/` and the metadata, and WS-Trust for
 * programs, with the same keys.
 */
export function buildFederationServer(
  { federationServer: config, passwords }: Pick<ServerConfig, 'federationServer' | 'passwords'>,
  { federationKeys: keyRing, ...parts }: FederationServerParts,
): Routes {
  if (config === undefined) return [];
  const { directory, random } = parts;
  const tenantId = guid<TenantId>(config.tenantId);
  const claims = createClaimsIssuance({ directory, tenantId });
  const shared = { ...parts, claims, keyRing, tenantId, issuerUri: config.issuerUri };
  const identityProvider: IdentityProviderOptions = {
    ...shared,
    createEncryptor: (certificate) => createXmlEncryptor(certificate, random),
  };
  const listRelyingParties = (): Promise<readonly RelyingParty[]> => listWsRelyingParties(config, directory);
  return [
    ...federationServerRoutes({
      ...shared,
      listRelyingParties,
      otherProtocol: samlAtPassiveEndpoint(identityProvider),
      otherRoles: async (now) => [await identityProviderRole(now, identityProvider)],
      otherTokenTypes: [SAML20.assertion],
      tokenEndpoint: tokenEndpointOf(parts.origins),
      otherSignOut: samlSignOut(identityProvider),
    }),
    ...identityProviderRoutes(identityProvider),
    ...wsTrustRoutes({ ...shared, listRelyingParties, passwords }),
  ];
}

/**
 * `/adfs/` is the federation server's and never a tenant. Who comes there with OAuth 2.0, as the AD FS mode of MSAL
 * does, is told what this server is, not that there is no tenant called «adfs».
 */
export function reserveAdfs({ federationServer }: Pick<ServerConfig, 'federationServer'>): ReservedSegments {
  return { adfs: federationServer === undefined ? NO_FEDERATION_SERVER : NO_OAUTH_AT_ADFS };
}

/** Whom WS-Federation and WS-Trust issue to: those of the configuration, and the trusts that have an address for it. */
export async function listWsRelyingParties(
  { tenantId, relyingParties }: NonNullable<ServerConfig['federationServer']>,
  { relyingPartyTrusts }: Pick<Services['directory'], 'relyingPartyTrusts'>,
): Promise<readonly RelyingParty[]> {
  const trusts = await relyingPartyTrusts.list(guid<TenantId>(tenantId));
  return [...relyingParties, ...trusts.flatMap(toRelyingParty)];
}

/** Building a signer proves that key and certificate fit, which costs as much as a signature: once a key. */
export function rememberSigners(): (key: RingKey) => XmlSigner {
  const signers = new Map<string, XmlSigner>();
  return ({ kid, privateKey, certificate }) => {
    const known = signers.get(kid);
    if (known) return known;
    const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
    const signer = createXmlSigner({ privateKey: new Uint8Array(pkcs8), certificate });
    signers.set(kid, signer);
    return signer;
  };
}

/** What WS-Federation reads of a trust; nothing when it is disabled or has no address for that protocol. */
function toRelyingParty({
  displayName,
  identifiers,
  state,
  wsFederationUrls,
}: RelyingPartyTrust): readonly RelyingParty[] {
  const [first, ...others] = wsFederationUrls;
  if (state === 'disabled' || first === undefined) return [];
  return [{ displayName, identifiers, replyUrls: [first, ...others] }];
}

const NO_OAUTH_AT_ADFS =
  'This is a Signet server. Below /adfs/ it speaks WS-Federation, SAML 2.0 and WS-Trust and nothing else; applications that use OAuth 2.0 or OpenID Connect sign in at /{tenant}/v2.0, with the tenant’s domain name or id.';
const NO_FEDERATION_SERVER =
  'This is a Signet server without a federation server, so there is nothing below /adfs/. Applications that use OAuth 2.0 or OpenID Connect sign in at /{tenant}/v2.0, with the tenant’s domain name or id.';
