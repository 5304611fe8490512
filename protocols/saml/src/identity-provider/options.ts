import type { ClaimsIssuance } from '@signet/federation';
import type { Directory, Random, TenantId } from '@signet/identity';
import type { Interactions, SignIn } from '@signet/sign-in';
import type { KeyRing, RingKey } from '@signet/tokens';
import type { XmlCrypto, XmlEncryptor, XmlSigner } from '@signet/xml';

/** What the SAML 2.0 side of the federation server is wired with. */
export interface IdentityProviderOptions {
  readonly origins: {
    /** `https://fs.example`: pages and addresses are built from it, never from a request. */
    readonly login: string;
    /** Where client certificates are asked for. */
    readonly certificate: string;
  };
  /** entityID, and Issuer of every message. */
  readonly issuerUri: string;
  /** Whose users sign in here, and whose relying party trusts count. */
  readonly tenantId: TenantId;
  readonly directory: Directory;
  readonly random: Random;
  readonly signIn: SignIn;
  /** What an assertion may say, and to whom. */
  readonly claims: ClaimsIssuance;
  readonly interactions: Interactions;
  /** Of use `federation-signing`. */
  readonly keyRing: KeyRing;
  readonly createSigner: (key: RingKey) => XmlSigner;
  /** For a trust's encryption certificate. */
  readonly createEncryptor: (certificate: Uint8Array) => XmlEncryptor;
  readonly xmlCrypto: XmlCrypto;
}

/** The address of the federation server that SAML messages name as Destination. */
export function endpointOf({ origins }: Pick<IdentityProviderOptions, 'origins'>): string {
  return `${origins.login}/adfs/ls/`;
}
