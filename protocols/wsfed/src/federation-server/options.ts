import type { ClaimsIssuance } from '@signet/federation';
import type { Form, RequestContext } from '@signet/http';
import type { Random, TenantId } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import type { Interactions, SignIn } from '@signet/sign-in';
import type { KeyRing, RingKey } from '@signet/tokens';
import type { XmlCrypto, XmlSigner, XmlText } from '@signet/xml';

/** What the federation server is wired with. */
export interface FederationServerOptions {
  readonly origins: {
    /** `https://fs.example`: pages and addresses are built from it, never from a request. */
    readonly login: string;
    /** Where client certificates are asked for. */
    readonly certificate: string;
  };
  /** entityID, and Issuer of every assertion: the issuerUri of the domains federated to this server. */
  readonly issuerUri: string;
  /** Whose users sign in here. */
  readonly tenantId: TenantId;
  /** All that may be sent assertions now; asked at every request, so that a new one needs no restart. */
  readonly listRelyingParties: () => Promise<readonly RelyingParty[]>;
  /** Another protocol at `/adfs/ls/`, asked first; `undefined` when the request is none of its. Default: none. */
  readonly otherProtocol?: OtherProtocol;
  /** Roles of other protocols in FederationMetadata.xml. Default: none. */
  readonly otherRoles?: (now: UnixSeconds) => Promise<readonly XmlText[]>;
  /** `TokenType` URIs of what those roles issue, for FederationMetadata.xml. Default: none. */
  readonly otherTokenTypes?: readonly string[];
  /** Where programs ask for tokens, for FederationMetadata.xml. Default: they cannot. */
  readonly tokenEndpoint?: TokenEndpoint;
  /** What tells this browser's relying parties of another protocol of its sign-out. Default: there is none. */
  readonly otherSignOut?: (request: Request, now: UnixSeconds) => Promise<OtherSignOut | undefined>;
  readonly random: Random;
  readonly signIn: SignIn;
  /** What an assertion may say, and to whom. */
  readonly claims: ClaimsIssuance;
  readonly interactions: Interactions;
  /** Of use `federation-signing`. */
  readonly keyRing: KeyRing;
  readonly createSigner: (key: RingKey) => XmlSigner;
  readonly xmlCrypto: XmlCrypto;
}

export type OtherProtocol = (
  form: Form,
  request: Request,
  context: RequestContext,
) => Promise<Response | undefined>;

/** An address of WS-Trust. */
export interface TokenEndpoint {
  readonly address: string;
  /** Where its WSDL and policies are (WS-MetadataExchange). */
  readonly metadataExchange: string;
}

/** A sign-out in a hidden frame. */
export interface OtherSignOut {
  /** Where the frame begins. */
  readonly url: string;
  /** Where it is led from there, as URLs or origins: a browser follows it nowhere else. */
  readonly leadsTo: readonly string[];
}

/** A relying party trust: who may be sent assertions, and where. */
export interface RelyingParty {
  readonly displayName: string;
  /** Every `wtrealm` it goes by; the assertion's audience is the one that was asked for. */
  readonly identifiers: readonly string[];
  /** Where answers may go: the first by default; a `wreply` must equal one or lie below its path. */
  readonly replyUrls: readonly [string, ...string[]];
}
