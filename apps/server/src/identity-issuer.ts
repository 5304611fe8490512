import type { User } from '@signet/identity';

/** A certificate and key made for a person's phone. */
export interface IssuedIdentity {
  /** DER. */
  readonly certificate: Uint8Array;
  readonly privateKeyPem: string;
  /** DER of the CAs above it. */
  readonly authorities: readonly Uint8Array[];
}

/** Where certificates come from, if the installation issues any: the demo's PKI. */
export type IdentityIssuer = (user: User) => Promise<IssuedIdentity>;
