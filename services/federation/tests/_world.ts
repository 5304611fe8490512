import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createKeyVault,
  createRandom,
  createXmlCrypto,
  createXmlEncryptor,
  createXmlSigner,
  generateSigningKey,
} from '@signet/crypto';
import { openSqliteDirectory } from '@signet/directory';
import type { Directory, Domain } from '@signet/identity';
import { createLabPki, type LabPki } from '@signet/lab';
import type { UnixSeconds } from '@signet/pki';
import { createFetcher } from '@signet/revocation';
import { readServiceProviderMetadata } from '@signet/saml';
import { SAML20, signEnveloped, type XmlSigner, type XmlText, xml } from '@signet/xml';
import * as samples from '../../directory/tests/_samples.ts';
import { createMetadataRefresher, type MetadataRefresher } from '../src/index.ts';
import { type PartnerServer, startPartnerServer } from './_partner-server.ts';

export const ISSUER = 'http://fs.partner.example/adfs/services/trust';
const DAY = 86_400;

/** A partner with its keys and two web servers, a directory on disk, and a clock that is moved by hand. */
export interface World extends AsyncDisposable {
  readonly directory: Directory;
  readonly clock: { now(): UnixSeconds; advance(seconds: number): void };
  readonly plain: PartnerServer;
  readonly tls: PartnerServer;
  readonly logged: string[];
  /** A refresher as another process would have it. */
  startProcess(): MetadataRefresher;
  makeKey(lifetimeDays?: number): Promise<XmlSigner>;
  /** A federated domain whose present signing certificate is this one's. */
  addDomain(signer: XmlSigner, metadataServer: PartnerServer): Promise<Domain>;
}

export async function createWorld(): Promise<World> {
  const random = createRandom();
  let now = Math.floor(Date.now() / 1000);
  const clock = {
    now: () => now,
    advance: (seconds: number) => {
      now += seconds;
    },
  };
  const folder = await mkdtemp(join(tmpdir(), 'signet-metadata-'));
  const path = join(folder, 'signet.sqlite');
  const directory = await openSqliteDirectory({ path, keyVault: createKeyVault(new Uint8Array(32).fill(7)) });
  const tenant = samples.tenant();
  await directory.tenants.add(tenant);
  const pki: LabPki = await createLabPki({ clock, random, keyAlgorithm: 'p-256' });
  const plain = await startPartnerServer();
  const tls = await startPartnerServer(pki);
  const logged: string[] = [];
  const note = (_facts: object, message: string): void => void logged.push(message);
  return {
    directory,
    clock,
    plain,
    tls,
    logged,
    startProcess() {
      const extraTrust = pki.root.certificatePem;
      const fetcher = createFetcher({
        addresses: 'public-and-loopback',
        maxBytes: 262_144,
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
        canEncryptFor: (certificate) => createXmlEncryptor(certificate, random) !== undefined,
        log: { info: note, warn: note },
      });
    },
    async makeKey(lifetimeDays = 20) {
      const times = { notBefore: now - DAY + random.bytes(1)[0]!, notAfter: now + lifetimeDays * DAY, now };
      const request = { use: 'federation-signing', commonName: 'partner', ...times } as const;
      return createXmlSigner(await generateSigningKey(request, random));
    },
    async addDomain(signer, server) {
      const federation = samples.federation({
        issuerUri: ISSUER,
        passiveSignInUri: server.url,
        signingCertificate: signer.certificate,
      });
      const domain = samples.domain(tenant.id, { federation });
      await directory.domains.add(domain);
      return domain;
    },
    async [Symbol.asyncDispose]() {
      await plain[Symbol.asyncDispose]();
      await tls[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

/** Metadata of an identity provider that names these certificates; signed by `by`, if by anybody. */
export async function metadataOf(
  signers: readonly Pick<XmlSigner, 'certificate'>[],
  {
    by,
    entityId = ISSUER,
    validity = [],
  }: {
    readonly by?: XmlSigner;
    readonly entityId?: string;
    readonly validity?: readonly [name: 'validUntil' | 'cacheDuration', value: string] | readonly [];
  } = {},
): Promise<string> {
  const keys = signers.map(({ certificate }) => keyDescriptor(certificate));
  const [name, value = ''] = validity;
  const root = xml`<md:EntityDescriptor xmlns:md="${SAML20.metadata}" ID="_m" entityID="${entityId}" validUntil="2999-01-01T00:00:00Z" cacheDuration="P1D">
    <md:IDPSSODescriptor protocolSupportEnumeration="${SAML20.protocol}">${keys}</md:IDPSSODescriptor>
  </md:EntityDescriptor>`;
  const text =
    name === undefined ? root.text : root.text.replace(new RegExp(`${name}="[^"]*"`), `${name}="${value}"`);
  return sign({ text }, by);
}

/** Metadata of a relying party. */
export function relyingPartyOf(
  entityId: string,
  location: string,
  {
    signers = [],
    by,
    encryption = [],
  }: {
    readonly signers?: readonly XmlSigner[];
    readonly by?: XmlSigner;
    readonly encryption?: readonly XmlSigner[];
  } = {},
): Promise<string> {
  const keys = [
    ...signers.map(({ certificate }) => keyDescriptor(certificate)),
    ...encryption.map(({ certificate }) => keyDescriptor(certificate, 'encryption')),
  ];
  const root = xml`<md:EntityDescriptor xmlns:md="${SAML20.metadata}" ID="_m" entityID="${entityId}">
    <md:SPSSODescriptor protocolSupportEnumeration="${SAML20.protocol}">${keys}
      <md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${location}" index="0"></md:AssertionConsumerService>
    </md:SPSSODescriptor>
  </md:EntityDescriptor>`;
  return sign(root, by);
}

async function sign(root: XmlText, by: XmlSigner | undefined): Promise<string> {
  if (!by) return root.text;
  const crypto = createXmlCrypto();
  return (await signEnveloped(root, { signer: by, crypto, idAttribute: 'ID', position: 'first' })).text;
}

function keyDescriptor(certificate: Uint8Array, use = 'signing'): XmlText {
  const base64 = Buffer.from(certificate).toString('base64');
  return xml`<md:KeyDescriptor xmlns:md="${SAML20.metadata}" use="${use}"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${base64}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`;
}
