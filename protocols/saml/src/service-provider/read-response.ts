import {
  AssertionRefusal,
  checkAudience,
  checkTimes,
  findIssuerDomain,
  MAX_CLOCK_SKEW_SECONDS,
  pass,
  readShape,
  refuse,
  type SignatureOptions,
  verifySignature,
} from '@signet/federation';
import type { FederatedAnswer, Form } from '@signet/http';
import type { Directory, SignInCode } from '@signet/identity';
import { createEvidence, type Evidence, type UnixSeconds } from '@signet/pki';
import {
  childElements,
  isNamed,
  readEntityName,
  readSaml20Assertion,
  SAML20,
  type VerifiedElement,
  type XmlElement,
} from '@signet/xml';
import { readPostMessage } from '../messages/binding.ts';
import { findChild, wrongShape } from '../messages/message-shape.ts';
import { readResponseHead } from '../messages/response.ts';
import { DSIG, STATUS } from '../vocabulary.ts';
import { readClaims } from './claims.ts';
import { checkSubjectConfirmation } from './subject-confirmation.ts';

/** A partner's answer: the claims of a verified assertion, or the code and the check that refused it. */
export type SamlResponse = FederatedAnswer;

export interface ReadResponseOptions extends SignatureOptions {
  readonly directory: { readonly domains: Pick<Directory['domains'], 'findByIssuerUri'> };
  readonly now: UnixSeconds;
  /** Where it may have been sent to: any one of them, letter by letter. */
  readonly recipients: readonly string[];
  /** The ID of the request of this browser. */
  readonly inResponseTo: string;
}

/**
 * Reads a SAMLResponse in an order that matters: size and shape, status, issuer, signature over the very
 * assertion that is read, then confirmation, times and audience. Whether it was used before, and whom it
 * names, is for the caller to ask. What the partner did wrong is an answer, never thrown.
 */
export async function readSamlResponse(form: Form, options: ReadResponseOptions): Promise<SamlResponse> {
  const evidence = createEvidence();
  try {
    const { document, received } = readShape(evidence, RESPONSE, () => {
      const message = readPostMessage(form);
      return { document: message.document, received: readReceived(message.document) };
    });
    checkHead(received, options, evidence);
    const { assertion: element, assertionIssuer } = received;
    const domain = await findIssuerDomain(assertionIssuer, 'saml', options.directory.domains, evidence);
    const verify = (signed: XmlElement): VerifiedElement =>
      verifySignature({ document, element: signed }, 'saml20', domain, options, evidence);
    // A response may be signed besides; a signature that is there must hold.
    if (received.isSigned) verify(document);
    const verified = verify(element);
    const assertion = readShape(evidence, ASSERTION, () => readSaml20Assertion(verified));
    checkSubjectConfirmation(assertion, options, evidence);
    const { conditions, authnStatement, issueInstant } = assertion;
    const times = { issueInstant, authenticationInstant: authnStatement.authnInstant, ...conditions };
    checkTimes(times, 'saml20', options.now, evidence);
    checkAudience(conditions.audiences, undefined, 'saml20', evidence);
    return {
      status: 'accepted',
      version: 'saml20',
      domain,
      claims: readClaims(assertion, evidence),
      assertionId: assertion.id,
      rememberUntil: conditions.notOnOrAfter + MAX_CLOCK_SKEW_SECONDS,
      checks: evidence.checks,
    };
  } catch (error) {
    if (!(error instanceof AssertionRefusal)) throw error;
    return { status: 'refused', code: error.code, checks: evidence.checks };
  }
}

/** The parts of a Response that are looked at; nothing here is verified yet. */
type Received = ReturnType<typeof readResponseHead> & {
  readonly assertion: XmlElement;
  readonly assertionIssuer: string;
  readonly isSigned: boolean;
};

function readReceived(
  document: XmlElement,
): Omit<Received, 'assertion' | 'assertionIssuer'> &
  Partial<Pick<Received, 'assertion' | 'assertionIssuer'>> {
  const head = readResponseHead(document, 'Response');
  const isSigned = findChild(document, DSIG, 'Signature') !== undefined;
  if (head.status.code !== STATUS.success) return { ...head, isSigned };
  if (childElements(document).some((child) => isNamed(child, SAML20.assertion, 'EncryptedAssertion'))) {
    wrongShape('the assertion is encrypted, and no key for it was given to anybody');
  }
  const assertion = findChild(document, SAML20.assertion, 'Assertion') ?? wrongShape('there is no assertion');
  const issuer =
    findChild(assertion, SAML20.assertion, 'Issuer') ?? wrongShape('the assertion has no Issuer');
  return { ...head, isSigned, assertion, assertionIssuer: readEntityName(issuer) };
}

function checkHead(
  received: ReturnType<typeof readReceived>,
  { recipients, inResponseTo }: ReadResponseOptions,
  evidence: Evidence,
): asserts received is Received {
  const { status, destination, issuer, assertionIssuer } = received;
  const fail = (code: SignInCode, detail: string): never => refuse(evidence, HEAD, code, detail);
  if (destination !== undefined && !recipients.includes(destination)) {
    fail('assertion-invalid', `The Destination must be ${recipients[0]}.`);
  }
  if (received.inResponseTo !== undefined && received.inResponseTo !== inResponseTo) {
    fail('assertion-invalid', 'It answers another request than the one of this browser.');
  }
  if (status.code !== STATUS.success) {
    const code =
      status.second === STATUS.noAuthnContext ? 'authentication-method-unsupported' : 'assertion-invalid';
    const words = [status.code, status.second, status.message].filter((word) => word !== undefined);
    fail(code, `The partner signed nobody in: ${words.join(' ').slice(0, 512)}.`);
  }
  if (issuer !== undefined && issuer !== assertionIssuer) {
    fail('assertion-invalid', 'Response and assertion name two issuers.');
  }
  pass(evidence, HEAD, 'The partner says that it signed the person in.');
}

const RESPONSE = { check: 'response-shape', rule: 'SAML 2.0 core §3.3.3', object: 'SAMLResponse' };
const HEAD = { check: 'response-status', rule: 'SAML 2.0 core §3.2.2', object: 'SAMLResponse' };
const ASSERTION = { check: 'assertion-shape', rule: 'SAML 2.0 core §2.3.3', object: 'assertion' };
