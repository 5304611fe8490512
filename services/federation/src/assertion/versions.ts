/** Both are verified by the same steps; what differs is the clause that each step quotes. */
export type AssertionVersion = 'saml11' | 'saml20';

export interface AssertionRules {
  readonly signature: string;
  readonly audience: string;
  readonly times: string;
  readonly replay: string;
}

export const RULES: Readonly<Record<AssertionVersion, AssertionRules>> = {
  saml11: {
    signature: 'SAML 1.1 core §5',
    audience: 'SAML 1.1 core §2.3.2.1.3, MS-MWBF',
    times: 'SAML 1.1 core §2.3.2.1.1, clock skew of at most 5 minutes',
    replay: 'SAML 1.1 bindings §4.1.1.7: an assertion is used once',
  },
  saml20: {
    signature: 'SAML 2.0 core §5',
    audience: 'SAML 2.0 core §2.5.1.4',
    times: 'SAML 2.0 core §2.5.1.2, clock skew of at most 5 minutes',
    replay: 'SAML 2.0 profiles §4.1.4.5: an assertion is used once',
  },
};
