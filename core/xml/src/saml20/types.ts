import type { UnixSeconds } from '@signet/pki';

/** A SAML 2.0 assertion of the Web Browser SSO profile: one bearer subject, one authentication, its attributes. */
export interface Saml20Assertion {
  /** Must be an xs:ID, unique for ever: `_` and a GUID. */
  readonly id: string;
  readonly issuer: string;
  readonly issueInstant: UnixSeconds;
  readonly nameId: NameId;
  readonly subjectConfirmation: {
    /** `undefined` where nobody asked: the answer is unsolicited. */
    readonly inResponseTo: string | undefined;
    readonly recipient: string;
    /** The profile forbids it for a bearer (profiles §4.1.4.2); where it is written, it holds. */
    readonly notBefore?: UnixSeconds | undefined;
    readonly notOnOrAfter: UnixSeconds;
  };
  readonly conditions: {
    readonly notBefore: UnixSeconds;
    readonly notOnOrAfter: UnixSeconds;
    /** None where the assertion restricts nothing, which the profile forbids (profiles §4.1.4.2). */
    readonly audiences: readonly string[];
  };
  readonly authnStatement: {
    readonly authnInstant: UnixSeconds;
    readonly sessionIndex: string | undefined;
    readonly authnContextClassRef: string;
  };
  /** Attribute name to its values, in the order written; values that hold elements are left out. */
  readonly attributes: ReadonlyMap<string, readonly string[]>;
}

export interface NameId {
  readonly format: string | undefined;
  readonly value: string;
  /** The relying party that the name was made for. */
  readonly spNameQualifier: string | undefined;
}
