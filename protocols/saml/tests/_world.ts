import { createXmlDecryptor, createXmlEncryptor, createXmlSigner, generateSigningKey } from '@signet/crypto';
import { createRouter } from '@signet/http';
import { newRelyingPartyTrust, type RelyingPartyTrust } from '@signet/identity';
import { CONTOSO_TENANT_ID } from '@signet/lab';
import { createKeyRing } from '@signet/tokens';
import { federationServerRoutes, relyingPartyRoutes } from '@signet/wsfed';
import { SAML20 } from '@signet/xml';
import {
  createWorld as createFederationWorld,
  type World as FederationWorld,
  LOGIN,
  NOW,
} from '../../wsfed/tests/_world.ts';
import {
  type IdentityProviderOptions,
  identityProviderRole,
  identityProviderRoutes,
  type ServiceProviderOptions,
  samlAtLoginSrf,
  samlAtPassiveEndpoint,
  samlSignOut,
  serviceProviderRoutes,
} from '../src/index.ts';

export { FS, ISSUER_URI, LOGIN, NOW } from '../../wsfed/tests/_world.ts';

/** The world of the WS-Federation tests, with SAML at the same addresses. */
export interface World extends FederationWorld {
  readonly serviceProvider: ServiceProviderOptions;
  readonly identityProvider: IdentityProviderOptions;
}

export async function createWorld(): Promise<World> {
  const world = await createFederationWorld();
  const { directory, random, federationServer, relyingParty } = world;
  const identityProvider: IdentityProviderOptions = {
    ...federationServer,
    directory,
    createEncryptor: (certificate) => createXmlEncryptor(certificate, random),
  };
  const serviceProvider: ServiceProviderOptions = {
    ...relyingParty,
    loginOrigin: LOGIN,
    requestSigner: async (now) => createXmlSigner(await world.keyRing.current(now)),
    decryptionKeys: createKeyRing({
      use: 'assertion-decryption',
      commonName: 'Token service decryption',
      directory,
      makeSigningKey: (request) => generateSigningKey(request, random),
    }),
    listSignOutFrames: async (ids) => ids.map((id) => `https://app.example/signed-out?sid=${id}`),
    createDecryptor: (keys) => createXmlDecryptor(keys.map(({ privateKey }) => privateKey)),
  };
  const router = createRouter([
    ...federationServerRoutes({
      ...federationServer,
      otherProtocol: samlAtPassiveEndpoint(identityProvider),
      otherRoles: async (now) => [await identityProviderRole(now, identityProvider)],
      otherTokenTypes: [SAML20.assertion],
      otherSignOut: samlSignOut(identityProvider),
    }),
    ...identityProviderRoutes(identityProvider),
    ...relyingPartyRoutes({ ...relyingParty, otherProtocol: samlAtLoginSrf(serviceProvider) }),
    ...serviceProviderRoutes(serviceProvider),
  ]);
  return {
    ...world,
    identityProvider,
    serviceProvider,
    router,
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

/** A trust in the directory; `changes` say what is special about it. */
export async function addTrust(
  world: World,
  name: string,
  changes: Partial<RelyingPartyTrust> = {},
): Promise<RelyingPartyTrust> {
  const trust = newRelyingPartyTrust({
    id: world.random.guid() as RelyingPartyTrust['id'],
    tenantId: CONTOSO_TENANT_ID,
    displayName: name,
    identifiers: [`https://${name}.example/metadata`],
    assertionConsumerServices: [{ location: `https://${name}.example/acs`, index: 0, isDefault: true }],
    createdAt: NOW,
    ...changes,
  });
  await world.directory.relyingPartyTrusts.add(trust);
  return trust;
}
