import type { UnixSeconds } from '@signet/pki';

/** A SAML 1.1 assertion as AD FS issues it: one subject, its claims, and how it was authenticated. */
export interface Saml11Assertion {
  /** Must be an xs:ID, unique for ever: `_` and a GUID. */
  readonly assertionId: string;
  readonly issuer: string;
  readonly issueInstant: UnixSeconds;
  readonly conditions: {
    readonly notBefore: UnixSeconds;
    readonly notOnOrAfter: UnixSeconds;
    /** At least one. */
    readonly audiences: readonly string[];
  };
  readonly nameIdentifier: NameIdentifier;
  /** Claim type URI to its values, in the order written. */
  readonly attributes: ReadonlyMap<string, readonly string[]>;
  readonly authenticationMethod: string;
  readonly authenticationInstant: UnixSeconds;
}

export interface NameIdentifier {
  readonly format: string | undefined;
  readonly value: string;
}
