import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import {
  createKeyVault,
  createRandom,
  createSignatureVerifier,
  createSystemClock,
  generateSigningKey,
  loadOrCreateEncryptionKey,
  verifyPassword,
} from '@signet/crypto';
import { openDirectory } from '@signet/directory';
import type { Clock, Directory, Random, SigningKey } from '@signet/identity';
import { createMailboxes, type Mailboxes } from '@signet/mailbox';
import type { SignatureVerifier } from '@signet/pki';
import {
  createOcspClient,
  createRevocationService,
  createWorkerReader,
  DEFAULT_LIMITS,
  type RevocationService,
  withOcsp,
} from '@signet/revocation';
import { createSignIn, type SignIn } from '@signet/sign-in';
import { createKeyRing, type KeyRing } from '@signet/tokens';
import { type Logger, pino } from 'pino';
import type { ServerConfig } from './config/config.ts';
import type { IdentityIssuer } from './identity-issuer.ts';
import { limitRefusals } from './limit-refusals.ts';

/** The services of one process, wired: what the server serves from and the command line works with. */
export interface Services extends AsyncDisposable {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly directory: Directory;
  readonly verifySignature: SignatureVerifier;
  readonly revocation: RevocationService;
  readonly signIn: SignIn;
  readonly mailboxes: Mailboxes;
  readonly tokenKeys: KeyRing;
  /** For resources that want ES256. */
  readonly es256TokenKeys: KeyRing;
  readonly federationKeys: KeyRing;
  /** What federation partners encrypt assertions for. */
  readonly decryptionKeys: KeyRing;
}

export interface ServiceOverrides {
  /** Tests move it by hand. */
  readonly clock?: Clock;
  /** Makes certificates for people's phones; the demo's PKI does. Absent: none are issued here. */
  readonly issueIdentity?: IdentityIssuer;
  /** PEM of CAs that federation partners' TLS certificates may have beside the public ones; the demo's. */
  readonly extraTrust?: string;
}

/** Opens the database and builds every service; nothing listens and nothing is fetched yet. */
export async function openServices(
  config: Pick<
    ServerConfig,
    'database' | 'encryptionKey' | 'revocation' | 'mail' | 'passwords' | 'loggedRefusalsPerMinute' | 'log'
  >,
  overrides: ServiceOverrides = {},
): Promise<Services> {
  const clock = overrides.clock ?? createSystemClock();
  const random = createRandom();
  const log = pino({ level: config.log.level, base: null });
  const keyVault = createKeyVault(await loadOrCreateEncryptionKey(config.encryptionKey));
  const directory = await openDirectory({ url: config.database, keyVault });
  const verifySignature = createSignatureVerifier();
  const limits = { ...DEFAULT_LIMITS, ...config.revocation };
  const revocation = createRevocationService({
    directory,
    clock,
    verifySignature,
    reader: createWorkerReader({ verifierModule: CRYPTO_MODULE }),
    log,
    limits,
  });
  const oracle = withOcsp(
    revocation,
    createOcspClient({ clock, verifySignature, limits, responses: directory.ocspResponses }),
  );
  const keyRing = (
    use: SigningKey['use'],
    commonName: string,
    notice: { readonly publishAheadSeconds?: number } = {},
  ): KeyRing =>
    createKeyRing({
      use,
      commonName,
      directory,
      makeSigningKey: (request) => generateSigningKey(request, random),
      ...notice,
    });
  return {
    clock,
    random,
    log,
    directory,
    verifySignature,
    revocation,
    signIn: createSignIn({
      directory: {
        ...directory,
        signInLog: limitRefusals(directory.signInLog, { perMinute: config.loggedRefusalsPerMinute, log }),
      },
      revocation: oracle,
      verifySignature,
      ...(config.passwords === 'test-users' && { passwords: { verify: verifyPassword } }),
    }),
    mailboxes: createMailboxes({ directory, clock, random, log, quotaBytes: quotaOf(config) }),
    tokenKeys: keyRing('token-signing', 'Signet token signing'),
    es256TokenKeys: keyRing('token-signing-es256', 'Signet token signing with ES256'),
    // Partners read metadata daily: AD FS too gives them five days before the next certificate signs.
    federationKeys: keyRing('federation-signing', 'Signet federation server token signing', {
      publishAheadSeconds: FIVE_DAYS,
    }),
    decryptionKeys: keyRing('assertion-decryption', 'Signet token service decryption'),
    async [Symbol.asyncDispose]() {
      await revocation[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
}

function quotaOf({ mail }: Pick<ServerConfig, 'mail'>): number | undefined {
  return mail.quotaMegabytes === undefined ? undefined : mail.quotaMegabytes * 1024 * 1024;
}

const FIVE_DAYS = 5 * 86_400;

/** For the thread that reads CRLs. */
const CRYPTO_MODULE = pathToFileURL(createRequire(import.meta.url).resolve('@signet/crypto')).href;
