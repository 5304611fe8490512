import type { Directory, Domain } from '@signet/identity';
import type { Evidence, UnixSeconds } from '@signet/pki';
import { attributeOf, isNamed, readAssertion, SAML11, type XmlElement } from '@signet/xml';
import {
  checkAudience,
  checkTimes,
  type FederatedDomain,
  findIssuerDomain,
  MAX_CLOCK_SKEW_SECONDS,
  readShape,
  type SignatureOptions,
  verifySignature,
} from './checks.ts';
import { type AssertedClaims, readClaims } from './claims.ts';
import { refuse } from './refusal.ts';
import type { AssertionVersion } from './versions.ts';

/** A token as a partner or a client handed it in; nothing of it is verified yet. */
export interface ReceivedAssertion {
  /** The root of the document that the token is in: its IDs must be unique. */
  readonly document: XmlElement;
  readonly token: XmlElement;
  /** AppliesTo beside it, where the wire has one. */
  readonly appliesTo: string | undefined;
}

export interface VerifyAssertionOptions extends SignatureOptions {
  readonly directory: { readonly domains: Pick<Directory['domains'], 'findByIssuerUri'> };
  readonly now: UnixSeconds;
}

export interface VerifiedAssertion {
  readonly version: AssertionVersion;
  /** The one domain that the issuer answers for. */
  readonly domain: Domain;
  readonly claims: AssertedClaims;
  readonly assertionId: string;
  /** Until when the assertion must be remembered against replay: its end and the skew. */
  readonly rememberUntil: UnixSeconds;
}

/**
 * Verifies a token in an order that matters: issuer, signature over the very element that is read, then
 * audience, times and claims (SAML 1.1 core §5, MS-MWBF). The same for a browser's form post and for the
 * assertion grant of RFC 7522. What the partner did wrong throws `AssertionRefusal`, its check in the evidence.
 * `onDomain` is told the issuer's domain as soon as it is known, so that a refusal can name it.
 */
export async function verifyAssertion(
  { document, token, appliesTo }: ReceivedAssertion,
  options: VerifyAssertionOptions,
  evidence: Evidence,
  onDomain: (domain: FederatedDomain) => void = () => {},
): Promise<VerifiedAssertion> {
  if (!isNamed(token, SAML11.assertion, 'Assertion')) {
    refuse(evidence, TYPE, 'assertion-invalid', 'The token is not a SAML 1.1 assertion; issue one.');
  }
  const issuer = attributeOf(token, 'Issuer') ?? '';
  const domain = await findIssuerDomain(issuer, 'any', options.directory.domains, evidence);
  onDomain(domain);
  const element = verifySignature({ document, element: token }, 'saml11', domain, options, evidence);
  const assertion = readShape(evidence, ASSERTION_SHAPE, () => readAssertion(element));
  const { conditions } = assertion;
  checkAudience(conditions.audiences, appliesTo, 'saml11', evidence);
  checkTimes({ ...assertion, ...conditions }, 'saml11', options.now, evidence);
  return {
    version: 'saml11',
    domain,
    claims: readClaims(assertion, evidence),
    assertionId: assertion.assertionId,
    rememberUntil: conditions.notOnOrAfter + MAX_CLOCK_SKEW_SECONDS,
  };
}

const TYPE = { check: 'assertion-type', rule: 'protocol of the domain: WS-Federation', object: 'token' };
const ASSERTION_SHAPE = { check: 'assertion-shape', rule: 'SAML 1.1 core §2, MS-MWBF', object: 'assertion' };
