import type {
  ApplicationId,
  Authentication,
  CertificateAuthority,
  Directory,
  Domain,
  RevocationOracle,
  SignInCode,
  SignInFace,
  TenantId,
  User,
  UserId,
} from '@signet/identity';
import type { Certificate, Check, SignatureVerifier, UnixSeconds } from '@signet/pki';

export interface SignInServices {
  readonly directory: Directory;
  readonly revocation: RevocationOracle;
  readonly verifySignature: SignatureVerifier;
  /** Compares passwords of test users. Absent where passwords are switched off: then none is right. */
  readonly passwords?: PasswordVerifier;
}

export interface PasswordVerifier {
  /**
   * Whether the password is the one that was stored. Without a stored one it takes as long and is false, so that
   * time does not tell who has an account.
   */
  verify(password: string, stored: string | undefined): Promise<boolean>;
}

/** One question to the decision: who asks where, and what is offered as proof. */
export interface SignInRequest {
  readonly face: SignInFace;
  readonly client: ClientFacts;
  /** `undefined` at the mail door alone: there the certificate says whose it is (`findMailboxOwner`). */
  readonly tenantId: TenantId | undefined;
  readonly proof: CertificateProof | AssertionProof | PasswordProof | ContinuationProof | SecondFactorProof;
}

/** Throws `TypeError` for a door that has to know its tenant and did not say it: a mistake in our own code. */
export function tenantOf({ face, tenantId }: SignInRequest): TenantId {
  if (tenantId === undefined) throw new TypeError(`${face} asked for a decision without a tenant`);
  return tenantId;
}

/** Whom and what the decision is about, filled in as it becomes known, so that a refusal can be logged. */
export interface Subject {
  tenantId?: TenantId;
  certificate?: Certificate;
  user?: User;
}

/** What the log keeps of the caller; never a part of the verdict. */
export interface ClientFacts {
  /** Becomes the id of the sign-in log's row. */
  readonly requestId: string;
  readonly correlationId: string;
  readonly remoteAddress: string;
  readonly userAgent: string | undefined;
  readonly appId: ApplicationId | undefined;
  /** The one time of the request: every check uses it. */
  readonly now: UnixSeconds;
}

/** The private key of the leaf was proven, in this TLS connection or by a signature over this message. */
export interface CertificateProof {
  readonly kind: 'certificate';
  /** DER as sent in the handshake or with the message, leaf first; empty when none was sent. */
  readonly peerCertificates: readonly Uint8Array[];
  /** The typed name of a managed sign-in; absent at a federation server, where the certificate names the user. */
  readonly expectedUserPrincipalName: string | undefined;
  /**
   * Which users this door is for: those of managed domains, of the domains federated to this issuer or whose people are
   * sent to this origin (of several domains each has an issuer of its own), or all who have mail; the last also binds by
   * proxy address.
   */
  readonly audience:
    | { readonly kind: 'managed' }
    | { readonly kind: 'federated'; readonly issuerUri: string; readonly signInOrigin: string }
    | { readonly kind: 'mail' };
  /** What the face checked before: the signature of a message. First in the evidence. Default: nothing. */
  readonly checks?: readonly Check[];
}

/** A test user's password, as typed. It is compared and forgotten: no log, no evidence, no error has it. */
export interface PasswordProof {
  readonly kind: 'password';
  readonly userPrincipalName: string;
  readonly password: string;
  /** Which users this door is for: those of managed domains, or of the domains federated to this issuer. */
  readonly audience: Exclude<CertificateProof['audience'], { readonly kind: 'mail' }>;
}

/** A federation partner's assertion, its signature, times and audience already verified by the face. */
export interface AssertionProof {
  readonly kind: 'assertion';
  /** The one domain that the assertion's issuer answers for. */
  readonly domain: Domain;
  readonly userPrincipalName: string;
  readonly immutableId: string;
  readonly authenticationInstant: UnixSeconds;
  /** Whether the partner says that the person proved a certificate's key. */
  readonly byCertificate: boolean;
  /** What the partner says of the number of factors. */
  readonly factors: 'multiple' | 'single';
  /** The partner was asked for multi-factor authentication. Default: for any sign-in. */
  readonly factorsAsked?: 'multiple' | undefined;
  /** The two claims of Entra CBA with federation as they came; `undefined` each when absent. */
  readonly certificateIssuer: string | undefined;
  readonly certificateSerialNumber: string | undefined;
  /** What the face checked before: signature, audience, times. First in the evidence. */
  readonly checks: readonly Check[];
}

/** A session, code or refresh token: is what was granted still good? */
export interface ContinuationProof {
  readonly kind: 'continuation';
  readonly userId: UserId;
  readonly authentication: Authentication;
}

/** A code of the user's authenticator, on top of a first factor that was accepted earlier. */
export interface SecondFactorProof {
  readonly kind: 'second-factor';
  readonly userId: UserId;
  readonly authentication: Authentication;
  /** As typed, without spaces. */
  readonly code: string;
}

export type SignInDecision = { readonly requestId: string; readonly evidence: readonly Check[] } & (
  | { readonly verdict: 'accepted'; readonly user: User; readonly authentication: Authentication }
  | { readonly verdict: 'refused'; readonly code: SignInCode }
);

/** What the parts of the decision hand to each other: a refusal ends it wherever it arises. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: SignInCode;

  constructor(code: SignInCode) {
    super(code);
    this.code = code;
  }
}

/** A trusted CA of the tenant together with what parsing its certificate gave. */
export interface TrustedAuthority {
  readonly record: CertificateAuthority;
  readonly certificate: Certificate;
}
