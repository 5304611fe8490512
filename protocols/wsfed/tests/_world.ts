import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createKeyVault,
  createRandom,
  createSignatureVerifier,
  createXmlCrypto,
  createXmlSigner,
  generateSigningKey,
} from '@signet/crypto';
import { openSqliteDirectory } from '@signet/directory';
import { CLOUD_AUDIENCE, createClaimsIssuance } from '@signet/federation';
import { createRouter, type Router } from '@signet/http';
import type { Directory, Domain, Random } from '@signet/identity';
import {
  CONTOSO_TENANT_ID,
  createLabPki,
  FEDERATED_DOMAIN,
  type LabPki,
  type Publisher,
  seedOrganisation,
  startPublisher,
} from '@signet/lab';
import type { UnixSeconds } from '@signet/pki';
import { createRevocationService } from '@signet/revocation';
import {
  createInteractions,
  createSessions,
  createSignIn,
  type Interactions,
  type Sessions,
} from '@signet/sign-in';
import { createKeyRing, type KeyRing } from '@signet/tokens';
import type { XmlSigner } from '@signet/xml';
import {
  type FederationServerOptions,
  federationServerRoutes,
  type RelyingPartyOptions,
  relyingPartyRoutes,
} from '../src/index.ts';

export const NOW: UnixSeconds = Date.UTC(2026, 10, 23, 9, 0, 0) / 1000;
export const LOGIN = 'https://login.signet.example';
export const FS = 'https://fs.contoso.example';
export const CERTAUTH = 'https://certauth.fs.contoso.example';
export const INTRANET = 'https://intranet.contoso.example/app';
export const ISSUER_URI = 'http://fs.contoso.example/adfs/services/trust';

/** Token service and federation server on hosts of their own, over one real directory and a lab PKI. */
export interface World extends AsyncDisposable {
  readonly directory: Directory;
  /** Opens the same database again, as another node does. */
  openDirectory(): Promise<Directory>;
  readonly random: Random;
  readonly pki: LabPki;
  readonly router: Router;
  readonly clock: { now(): UnixSeconds; advance(seconds: number): void };
  readonly interactions: Interactions;
  readonly sessions: Sessions;
  readonly keyRing: KeyRing;
  readonly domain: Domain;
  readonly relyingParty: RelyingPartyOptions;
  readonly federationServer: FederationServerOptions;
  /** Signs as the federation server does. */
  signer(): Promise<XmlSigner>;
}

export async function createWorld(): Promise<World> {
  let now = NOW;
  const clock = {
    now: () => now,
    advance: (seconds: number) => {
      now += seconds;
    },
  };
  const random = createRandom();
  const xmlCrypto = createXmlCrypto();
  const folder = await mkdtemp(join(tmpdir(), 'signet-wsfed-'));
  const path = join(folder, 'signet.sqlite');
  const openDirectory = (): Promise<Directory> =>
    openSqliteDirectory({ path, keyVault: createKeyVault(new Uint8Array(32).fill(7)) });
  const directory = await openDirectory();
  const keyRing = createKeyRing({
    use: 'federation-signing',
    commonName: 'ADFS Signing - fs.contoso.example',
    directory,
    makeSigningKey: (request) => generateSigningKey(request, random),
  });
  const { pki, publisher } = await createPki(clock, random);
  const { certificate } = await keyRing.current(now);
  await seedOrganisation(directory, pki, {
    clock,
    random,
    loginOrigin: FS,
    federationIssuerUri: ISSUER_URI,
    federationSigningCertificate: certificate,
    crlBaseUrl: publisher.url,
  });
  const domain = await directory.domains.find(FEDERATED_DOMAIN);
  if (!domain) throw new Error('the seed has no federated domain');

  const verifySignature = createSignatureVerifier();
  const revocation = createRevocationService({
    directory,
    clock,
    verifySignature,
    limits: { addresses: 'public-and-loopback' },
  });
  const signIn = createSignIn({ directory, revocation, verifySignature });
  const interactions = createInteractions({ directory, random });
  const sessions = createSessions({ directory, random });
  const relyingParty: RelyingPartyOptions = {
    directory,
    random,
    signIn,
    interactions,
    sessions,
    xmlCrypto,
    // Of applications, which this face knows nothing of: nobody here has any.
    listSignOutFrames: async () => [],
  };
  const federationServer: FederationServerOptions = {
    origins: { login: FS, certificate: CERTAUTH },
    issuerUri: ISSUER_URI,
    tenantId: CONTOSO_TENANT_ID,
    listRelyingParties: async () => [
      { displayName: 'Contoso cloud', identifiers: [CLOUD_AUDIENCE], replyUrls: [`${LOGIN}/login.srf`] },
      { displayName: 'Intranet', identifiers: ['urn:contoso:intranet'], replyUrls: [INTRANET] },
    ],
    random,
    signIn,
    claims: createClaimsIssuance({ directory, tenantId: CONTOSO_TENANT_ID }),
    interactions,
    keyRing,
    createSigner: createXmlSigner,
    xmlCrypto,
  };
  return {
    directory,
    openDirectory,
    random,
    pki,
    router: createRouter([...federationServerRoutes(federationServer), ...relyingPartyRoutes(relyingParty)]),
    clock,
    interactions,
    sessions,
    keyRing,
    domain,
    relyingParty,
    federationServer,
    signer: async () => createXmlSigner(await keyRing.current(now)),
    async [Symbol.asyncDispose]() {
      await revocation.stop();
      await publisher.close();
      await directory[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

async function createPki(
  clock: World['clock'],
  random: Random,
): Promise<{ pki: LabPki; publisher: Publisher }> {
  const pki = await createLabPki({ clock, random, keyAlgorithm: 'p-256' });
  return { pki, publisher: await startPublisher({ pki, port: 0 }) };
}
