import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createKeyVault, createRandom, createSignatureVerifier, createSystemClock } from '@signet/crypto';
import { openSqliteDirectory } from '@signet/directory';
import {
  type CertificateAuthority,
  type Clock,
  type Directory,
  guid,
  type TenantId,
  type User,
} from '@signet/identity';
import { formatName, parseCertificate } from '@signet/pki';
import {
  createRevocationService,
  createWorkerReader,
  pushRevocation,
  type RevocationService,
} from '@signet/revocation';
import { createSignIn, type SignIn } from '@signet/sign-in';
import { generateKeys } from '../der.ts';
import { issueLeaf, makeAuthority } from '../make-chain.ts';
import { type CrlPublisher, startCrlPublisher } from './crl-publisher.ts';

/** The services of a server over SQLite; the CRL of its one CA comes from a thread that can make large ones. */
export interface LiveWorld extends AsyncDisposable {
  readonly clock: Clock;
  readonly directory: Directory;
  readonly revocation: RevocationService;
  readonly signIn: SignIn;
  readonly publisher: CrlPublisher;
  readonly authority: CertificateAuthority;
  readonly user: User;
  /** The user's certificate, DER. */
  readonly certificate: Uint8Array;
}

export async function startLiveWorld(): Promise<LiveWorld> {
  const stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'signet-bench-'));
  stack.defer(() => rm(folder, { recursive: true }));
  const clock = createSystemClock();
  const verifySignature = createSignatureVerifier();
  const directory = stack.use(
    await openSqliteDirectory({
      path: join(folder, 'signet.sqlite'),
      keyVault: createKeyVault(new Uint8Array(32)),
    }),
  );
  const ca = makeAuthority('Bench CA', 'rsa-2048');
  const { name: issuer, keyIdentifier } = ca;
  const privateKey = ca.privateKey.export({ format: 'der', type: 'pkcs8' });
  const publisher = stack.use(await startCrlPublisher({ privateKey, issuer, keyIdentifier }));
  const { authority, user } = await fill(directory, ca.certificate, publisher.url, clock.now());
  const verifierModule = pathToFileURL(createRequire(import.meta.url).resolve('@signet/crypto')).href;
  const revocation = stack.use(
    createRevocationService({
      directory,
      clock,
      verifySignature,
      reader: createWorkerReader({ verifierModule }),
      limits: { addresses: 'public-and-loopback' },
    }),
  );
  stack.defer(
    pushRevocation({ directory, revocation, clock, log: { info: () => undefined, warn: () => undefined } }),
  );
  return {
    clock,
    directory,
    revocation,
    signIn: createSignIn({ directory, revocation, verifySignature }),
    publisher,
    authority,
    user,
    certificate: issueLeaf(ca, generateKeys('rsa-2048').publicKey, 0),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

async function fill(
  directory: Directory,
  certificate: Uint8Array,
  certificateRevocationListUrl: string,
  createdAt: number,
): Promise<{ readonly authority: CertificateAuthority; readonly user: User }> {
  const random = createRandom();
  const tenantId = guid<TenantId>(random.guid());
  const user: User = {
    id: guid(random.guid()),
    tenantId,
    userPrincipalName: 'user0@bench.example',
    displayName: 'User 0',
    mail: undefined,
    proxyAddresses: [],
    onPremisesImmutableId: undefined,
    certificateUserIds: [],
    accountEnabled: true,
    roles: [],
    stsRefreshTokensValidFrom: undefined,
    createdAt,
  };
  const { subject, extensions } = parseCertificate(certificate);
  const authority: CertificateAuthority = {
    id: guid(random.guid()),
    tenantId,
    certificate,
    isRootAuthority: true,
    certificateRevocationListUrl,
    deltaCertificateRevocationListUrl: undefined,
    issuer: formatName(subject),
    issuerSki: Buffer.from(extensions.subjectKeyIdentifier ?? [])
      .toString('hex')
      .toUpperCase(),
    createdAt,
  };
  await directory.tenants.add({ id: tenantId, displayName: 'Bench', createdAt });
  await directory.domains.add({ name: 'bench.example', tenantId, isDefault: true, federation: undefined });
  await directory.users.add(user);
  await directory.certificateAuthorities.add(authority);
  return { authority, user };
}

/** 42 octets an entry: about 20 MB. */
export const LARGE_ENTRIES = 476_000;
