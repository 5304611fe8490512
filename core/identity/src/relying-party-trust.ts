import type { UnixSeconds } from '@signet/pki';
import type { RelyingPartyTrustId, TenantId } from './ids.ts';

/**
 * A relying party trust of the federation server: an application that may be sent assertions, and where. SAML
 * 2.0 reads the endpoints of its metadata from here, WS-Federation the addresses; nothing that a request
 * says replaces them.
 */
export interface RelyingPartyTrust {
  readonly id: RelyingPartyTrustId;
  /** Whose users may sign in to it. */
  readonly tenantId: TenantId;
  readonly displayName: string;
  /** A disabled trust is answered like an unknown one. */
  readonly state: 'enabled' | 'disabled';
  /** entityID and `wtrealm`; none belongs to two trusts of a tenant. The first is the audience where a request names none. */
  readonly identifiers: readonly [string, ...string[]];
  /** Where SAML responses go, by HTTP-POST. Empty for one that speaks WS-Federation only. */
  readonly assertionConsumerServices: readonly AssertionConsumerService[];
  /** Where logout messages go; the first is used. */
  readonly singleLogoutServices: readonly SingleLogoutService[];
  /** Where WS-Federation answers go: the first by default; a `wreply` must equal one or lie below its path. */
  readonly wsFederationUrls: readonly string[];
  /** DER. Requests signed by any of them are accepted. */
  readonly signingCertificates: readonly Uint8Array[];
  /** DER, with an RSA key. Assertions for this trust are encrypted for it. */
  readonly encryptionCertificate: Uint8Array | undefined;
  /** Of SAML responses when the request names none; `undefined`: unspecified. */
  readonly nameIdFormat: string | undefined;
  /** Whether a request that is not signed is answered (AD FS: SignedSamlRequestsRequired). */
  readonly unsignedRequests: 'accepted' | 'refused';
  /** What of a response is signed (AD FS: SamlResponseSignature). */
  readonly signedParts: 'assertion' | 'message' | 'assertion-and-message';
  /** What it is told, in AD FS's claim rule language (IssuanceTransformRules). Default: the built-in rules. */
  readonly issuanceTransformRules?: string | undefined;
  /** Who may sign in to it, in the same language (IssuanceAuthorizationRules). Default: everybody. */
  readonly issuanceAuthorizationRules?: string | undefined;
  /** Where the metadata came from, if from an address. */
  readonly metadataUrl: string | undefined;
  readonly createdAt: UnixSeconds;
}

/** What metadata of a relying party say of its trust. */
export type DescribedTrust = Pick<
  RelyingPartyTrust,
  | 'assertionConsumerServices'
  | 'singleLogoutServices'
  | 'wsFederationUrls'
  | 'signingCertificates'
  | 'encryptionCertificate'
  | 'nameIdFormat'
  | 'unsignedRequests'
>;

/** What is true of a relying party whose metadata say nothing of it. */
export const SILENT_METADATA: DescribedTrust = {
  assertionConsumerServices: [],
  singleLogoutServices: [],
  wsFederationUrls: [],
  signingCertificates: [],
  encryptionCertificate: undefined,
  nameIdFormat: undefined,
  unsignedRequests: 'accepted',
};

/** A trust with nothing in it yet but what is given. */
export function newRelyingPartyTrust(
  facts: Partial<RelyingPartyTrust> &
    Pick<RelyingPartyTrust, 'id' | 'tenantId' | 'displayName' | 'identifiers' | 'createdAt'>,
): RelyingPartyTrust {
  return { ...SILENT_METADATA, state: 'enabled', signedParts: 'assertion', metadataUrl: undefined, ...facts };
}

export interface AssertionConsumerService {
  readonly location: string;
  /** What AssertionConsumerServiceIndex of a request names. */
  readonly index: number;
  readonly isDefault: boolean;
}

export interface SingleLogoutService {
  readonly binding: 'redirect' | 'post';
  readonly location: string;
  /** Where responses go when that is another place than requests. */
  readonly responseLocation?: string;
}

/** A relying party that a browser's session at the federation server was opened for: whom to tell of its end. */
export interface SessionParticipant {
  /** SHA-256 of the browser's session secret, lower-case hex. */
  readonly sessionId: string;
  readonly relyingPartyTrustId: RelyingPartyTrustId;
  /** As the assertion named the person. */
  readonly nameId: string;
  readonly nameIdFormat: string | undefined;
  readonly spNameQualifier: string | undefined;
  readonly sessionIndex: string;
  readonly expiresAt: UnixSeconds;
}
