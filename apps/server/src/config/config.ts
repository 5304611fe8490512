import { CERTIFICATE_HEADERS, type CertificateHeader } from '@signet/http';
import { MAX_CRL_BYTES } from '@signet/pki';
import { DEFAULT_LIMITS } from '@signet/revocation';
import { z } from 'zod';

/** What one process serves, checked once at the start. A section each; absent values have their defaults. */
export interface ServerConfig {
  /** `sqlite:<path>` or `postgres://…`. */
  readonly database: string;
  readonly encryptionKey: EncryptionKeyConfig;
  readonly tls: TlsConfig;
  readonly listen: ListenConfig;
  readonly federationServer: FederationServerConfig | undefined;
  readonly adminCenter: AdminCenterConfig | undefined;
  readonly revocation: RevocationConfig;
  readonly mail: MailConfig;
  /** Whether test users may sign in with a password where no browser is at hand. Default: `off`. */
  readonly passwords: 'off' | 'test-users';
  /** How access tokens for Graph are signed, which this server alone verifies. Default: `RS256`. */
  readonly graphTokenSigning: 'RS256' | 'ES256';
  /** Requests with which sign-ins begin and go on that one network may make in a minute. Default: 3000. */
  readonly signInRequestsPerMinute: number;
  /** Refusals of one network that are written to the sign-in log in a minute. Default: 600. */
  readonly loggedRefusalsPerMinute: number;
  readonly log: { readonly level: LogLevel };
}

export interface EncryptionKeyConfig {
  /** Base64 of 32 bytes; wins over the file. Comes from SIGNET_ENCRYPTION_KEY as a rule. */
  readonly value?: string | undefined;
  /** Made at the first start when it is missing. */
  readonly file: string;
}

/** PEM files of the server certificate with its chain, and of its key. */
export interface TlsConfig {
  readonly certFile: string;
  readonly keyFile: string;
}

/** Two ports of one host name, one port whose listeners are told apart by host name (SNI), a proxy's ports, or several. */
export interface ListenConfig {
  /** Interface; all when absent. */
  readonly address?: string | undefined;
  readonly twoPorts?:
    | { readonly hostname: string; readonly loginPort: number; readonly certificatePort: number }
    | undefined;
  readonly onePort?:
    | { readonly port: number; readonly loginHostname: string; readonly certificateHostname: string }
    | undefined;
  readonly behindProxy?: BehindProxyConfig | undefined;
  /** Host names beside these that a request may name: `fs.contoso.example`, `graph.contoso.example`. */
  readonly allowedHosts: readonly string[];
}

/** Ports for a proxy that terminates TLS and hands the clients' certificates on in a header. */
export interface BehindProxyConfig {
  readonly loginPort: number;
  readonly certificatePort: number;
  /** As the world reaches the proxy: `https://login.contoso.example`. */
  readonly loginOrigin: string;
  readonly certificateOrigin: string;
  /** The form of the header that the proxy was set up to write. */
  readonly certificateHeader: CertificateHeader;
  /** PEM of the certificates that the proxy shows in its handshakes with us; exactly these are taken. */
  readonly proxyCertificatesFile?: string | undefined;
  /** Holds what the proxy sends in the header `Signet-Proxy-Secret`; instead of certificates. */
  readonly proxySecretFile?: string | undefined;
}

/** AD FS's part, for the users of one tenant. */
export interface FederationServerConfig {
  readonly tenantId: string;
  /** `http://fs.contoso.example/adfs/services/trust`, as configured on the federated domain. */
  readonly issuerUri: string;
  readonly relyingParties: readonly {
    readonly displayName: string;
    /** Every `wtrealm` it goes by. */
    readonly identifiers: readonly string[];
    /** Where answers may go; the first when a request names none. */
    readonly replyUrls: readonly [string, ...string[]];
  }[];
}

/** The admin center below `/admin/`; absent, it is not served. */
export interface AdminCenterConfig {
  readonly tenantId: string;
  /** Of the registered application, whose single-page redirect URI is `<login origin>/admin/`. */
  readonly clientId: string;
  /** The built site. Default: where this checkout builds it. */
  readonly folder?: string | undefined;
}

export interface RevocationConfig {
  /** Whether CRL URLs may lead to loopback and private addresses: an intranet's PKI, the demo. */
  readonly addresses: 'public' | 'public-and-loopback' | 'any';
  /** How long a CRL may take while somebody waits to sign in. Default: 10,000. */
  readonly timeLimitMilliseconds: number;
  /** How large a CRL may be while somebody waits. Default: 20 MiB. */
  readonly maxBytes: number;
  /** The same when nobody waits: ahead of nextUpdate, by hand, after one that was cut short. Default: 60,000. */
  readonly backgroundTimeLimitMilliseconds: number;
  /** Default: 65 MiB. */
  readonly backgroundMaxBytes: number;
}

export interface MailConfig {
  /** Mail for local users is taken here by SMTP, from this machine only; none when absent. */
  readonly smtpPort?: number | undefined;
  /** What the messages of one mailbox may have together. Default: 1024. */
  readonly quotaMegabytes?: number | undefined;
  /** Whether phones that fetch mail here must have a passcode. Default: no. */
  readonly requirePasscode?: boolean | undefined;
}

export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug';

/** Thrown for a configuration that cannot be used; the message names the setting and what it should be. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Checks an untyped configuration, as read from a file. Throws `ConfigError`. */
export function parseConfig(input: unknown): ServerConfig {
  const result = CONFIG.safeParse(input);
  if (result.success) return result.data;
  const issues = result.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'configuration'}: ${message}`,
  );
  throw new ConfigError(`The configuration cannot be used: ${issues.join('; ')}.`);
}

/** An office of ten thousand behind one address that signs in within a quarter of an hour, four requests each. */
const DEFAULT_SIGN_IN_REQUESTS = 3000;

/** Ten a second: more than a help desk asks for, and two gigabytes a day at the most. */
const DEFAULT_LOGGED_REFUSALS = 600;

/** A terabyte; more is a slip of the pen. */
const MAX_QUOTA_MEGABYTES = 1024 * 1024;

const port = z.number().int().min(0).max(65_535);

const httpsOrigin = z
  .url({ protocol: /^https$/, error: 'must be an https URL' })
  .refine((url) => url.replace(/\/$/, '') === URL.parse(url)?.origin, 'must be an origin, without a path');

const CONFIG: z.ZodType<ServerConfig> = z.strictObject({
  database: z.string().regex(/^(sqlite:.|postgres(ql)?:\/\/)/, 'must be sqlite:<path> or postgres://…'),
  encryptionKey: z.strictObject({ value: z.string().optional(), file: z.string().min(1) }),
  tls: z.strictObject({ certFile: z.string().min(1), keyFile: z.string().min(1) }),
  listen: z
    .strictObject({
      address: z.string().optional(),
      twoPorts: z
        .strictObject({ hostname: z.string().min(1), loginPort: port, certificatePort: port })
        .optional(),
      onePort: z
        .strictObject({ port, loginHostname: z.string().min(1), certificateHostname: z.string().min(1) })
        .optional(),
      behindProxy: z
        .strictObject({
          loginPort: port,
          certificatePort: port,
          loginOrigin: httpsOrigin,
          certificateOrigin: httpsOrigin,
          certificateHeader: z.enum(CERTIFICATE_HEADERS),
          proxyCertificatesFile: z.string().min(1).optional(),
          proxySecretFile: z.string().min(1).optional(),
        })
        .refine(
          ({ proxyCertificatesFile, proxySecretFile }) =>
            (proxyCertificatesFile === undefined) !== (proxySecretFile === undefined),
          { message: 'needs proxyCertificatesFile or proxySecretFile, and not both' },
        )
        .refine(({ loginOrigin, certificateOrigin }) => loginOrigin !== certificateOrigin, {
          message: 'loginOrigin and certificateOrigin must differ: only the latter asks for a certificate',
        })
        .optional(),
      allowedHosts: z.array(z.string()).default([]),
    })
    .refine(({ twoPorts, onePort, behindProxy }) => (twoPorts ?? onePort ?? behindProxy) !== undefined, {
      message: 'needs twoPorts, onePort or behindProxy',
    }),
  federationServer: z
    .strictObject({
      tenantId: z.guid(),
      issuerUri: z.url(),
      relyingParties: z.array(
        z.strictObject({
          displayName: z.string().min(1),
          identifiers: z.array(z.string().min(1)).min(1),
          replyUrls: z.tuple([z.url()], z.url()),
        }),
      ),
    })
    .optional()
    .transform((value) => value),
  adminCenter: z
    .strictObject({ tenantId: z.guid(), clientId: z.guid(), folder: z.string().min(1).optional() })
    .optional()
    .transform((value) => value),
  revocation: z
    .strictObject({
      addresses: z.enum(['public', 'public-and-loopback', 'any']).default('public'),
      timeLimitMilliseconds: z.number().int().positive().default(DEFAULT_LIMITS.timeLimitMilliseconds),
      maxBytes: z.number().int().positive().max(MAX_CRL_BYTES).default(DEFAULT_LIMITS.maxBytes),
      backgroundTimeLimitMilliseconds: z
        .number()
        .int()
        .positive()
        .default(DEFAULT_LIMITS.backgroundTimeLimitMilliseconds),
      backgroundMaxBytes: z
        .number()
        .int()
        .positive()
        .max(MAX_CRL_BYTES)
        .default(DEFAULT_LIMITS.backgroundMaxBytes),
    })
    .prefault({}),
  mail: z
    .strictObject({
      smtpPort: port.optional(),
      quotaMegabytes: z.number().int().positive().max(MAX_QUOTA_MEGABYTES).optional(),
      requirePasscode: z.boolean().optional(),
    })
    .prefault({}),
  passwords: z.enum(['off', 'test-users']).default('off'),
  graphTokenSigning: z.enum(['RS256', 'ES256']).default('RS256'),
  signInRequestsPerMinute: z.number().int().positive().default(DEFAULT_SIGN_IN_REQUESTS),
  loggedRefusalsPerMinute: z.number().int().positive().default(DEFAULT_LOGGED_REFUSALS),
  log: z
    .strictObject({ level: z.enum(['silent', 'error', 'warn', 'info', 'debug']) })
    .default({ level: 'info' }),
});
