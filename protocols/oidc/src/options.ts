import type { Browser, RequestContext } from '@signet/http';
import type { Directory, Domain, Random, Session, TenantId } from '@signet/identity';
import type { Interactions, Sessions, SignIn } from '@signet/sign-in';
import type {
  AccessTokens,
  AuthorizationCodes,
  DeviceCodes,
  Grants,
  KeyRing,
  RingKey,
  TokenMinter,
} from '@signet/tokens';
import type { XmlCrypto, XmlSigner } from '@signet/xml';
import type { AskedFreshness } from './authorize/freshness.ts';

/** What the face is wired with. */
export interface OidcOptions {
  readonly origins: {
    /** `https://login.example`: issuer and endpoints are built from it, never from a request. */
    readonly login: string;
    /** Where client certificates are asked for. */
    readonly certificate: string;
    /** The same for one tenant, which may have a host of its own. Default: `certificate`. */
    readonly certificateOf?: (tenantId: TenantId) => string;
    /** Names of Microsoft Graph's part as a resource; the first is its real address. */
    readonly graph: readonly string[];
  };
  readonly directory: Directory;
  readonly random: Random;
  readonly signIn: SignIn;
  readonly interactions: Interactions;
  readonly sessions: Sessions;
  readonly codes: AuthorizationCodes;
  readonly deviceCodes: DeviceCodes;
  readonly grants: Grants;
  readonly tokens: TokenMinter;
  readonly accessTokens: AccessTokens;
  /** Whose keys are published. */
  readonly keyRings: readonly KeyRing[];
  /** Signs XML with one of those keys. */
  readonly createSigner: (key: RingKey) => XmlSigner;
  /** For assertions that clients hand in, and for metadata. */
  readonly xmlCrypto: XmlCrypto;
  /** Whether test users may sign in with a password. */
  readonly passwords: 'off' | 'test-users';
  /** Told of faults of ours, which the wire shows as an id only. */
  readonly onUnexpected: (error: unknown, context: RequestContext) => void;
  /** The federation partner's sign-in address for one request; built by the face of the domain's protocol. */
  readonly federatedSignInUrl: (request: FederatedSignInRequest) => string | Promise<string>;
  /** Where the browser is signed out at the partner that opened the session; `undefined`: nowhere. Default: nowhere. */
  readonly federatedSignOutUrl?: (request: FederatedSignOutRequest) => Promise<string | undefined>;
}

/** A session that has ended here, and where the browser would go now. */
export interface FederatedSignOutRequest {
  readonly session: Session;
  readonly continueUrl: string | undefined;
  /** The browser gets what is added to `setCookies`. */
  readonly binding: Browser;
}

export interface FederatedSignInRequest extends AskedFreshness {
  readonly domain: Domain;
  /** Comes back unchanged with the answer. */
  readonly wctx: string;
  readonly userPrincipalName: string | undefined;
  readonly correlationId: string;
  /** The partner is to take more than one factor. Default: as it likes. */
  readonly factors?: 'multiple';
}
