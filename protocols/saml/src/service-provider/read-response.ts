import {
  AssertionRefusal,
  checkAudience,
  checkTimes,
  type FederatedDomain,
  findIssuerDomain,
  isAllowed,
  MAX_CLOCK_SKEW_SECONDS,
  pass,
  readShape,
  readShapeLater,
  refuse,
  type SignatureOptions,
  verifySignature,
} from '@signet/federation';
import type { FederatedAnswer, Form } from '@signet/http';
import type { Directory, PartnerSession, SignInCode } from '@signet/identity';
import { createEvidence, type Evidence, type UnixSeconds } from '@signet/pki';
import {
  childElements,
  decryptElement,
  decryptNameId,
  isNamed,
  readEntityName,
  readSaml20Assertion,
  SAML20,
  type Saml20Assertion,
  type VerifiedElement,
  verifiedChild,
  type XmlDecryptor,
  type XmlElement,
} from '@signet/xml';
import { readPostMessage } from '../messages/binding.ts';
import { findChild, wrongShape } from '../messages/message-shape.ts';
import { readResponseHead } from '../messages/response.ts';
import { DSIG, STATUS } from '../vocabulary.ts';
import { readClaims } from './claims.ts';
import { checkSubjectConfirmation } from './subject-confirmation.ts';

/** A partner's answer: the claims of a verified assertion, or the code and the check that refused it. */
export type SamlResponse =
  | (Extract<FederatedAnswer, { status: 'accepted' }> & {
      /** How the partner names the session, for a later sign-out. */
      readonly partner: Pick<PartnerSession, 'nameId' | 'nameIdFormat' | 'spNameQualifier' | 'sessionIndex'>;
    })
  | Extract<FederatedAnswer, { status: 'refused' }>;

export interface ReadResponseOptions extends SignatureOptions {
  readonly directory: { readonly domains: Pick<Directory['domains'], 'findByIssuerUri'> };
  readonly now: UnixSeconds;
  /** Where it may have been sent to: any one of them, letter by letter. */
  readonly recipients: readonly string[];
  /** The ID of the request of this browser. */
  readonly inResponseTo: string;
  /** Without one, what is encrypted is refused. */
  readonly decryptor?: XmlDecryptor;
}

/**
 * Reads a SAMLResponse in an order that matters: size and shape, status, what is encrypted, issuer, signature over
 * the very assertion that is read, then confirmation, times and audience. Whether it was used before, and whom it
 * names, is for the caller to ask. What the partner did wrong is an answer, never thrown.
 */
export async function readSamlResponse(form: Form, options: ReadResponseOptions): Promise<SamlResponse> {
  const evidence = createEvidence();
  try {
    const received = readShape(evidence, RESPONSE, () => readReceived(readPostMessage(form).document));
    checkHead(received, options, evidence);
    const opened = await openAssertion(received, options, evidence);
    const domain = await findIssuer(received, opened.element, options, evidence);
    const element = verifyAssertionElement(received, opened, domain, options, evidence);
    const assertion = await readShapeLater(evidence, ASSERTION, () =>
      readAssertion(element, domain, options),
    );
    checkSubjectConfirmation(assertion, domain, options, evidence);
    const { conditions, authnStatement, issueInstant } = assertion;
    const times = { issueInstant, authenticationInstant: authnStatement.authnInstant, ...conditions };
    checkTimes(times, 'saml20', options.now, evidence);
    if (conditions.audiences.length > 0) checkAudience(conditions.audiences, undefined, 'saml20', evidence);
    return {
      status: 'accepted',
      version: 'saml20',
      domain,
      claims: readClaims(assertion, evidence),
      partner: {
        nameId: assertion.nameId.value,
        nameIdFormat: assertion.nameId.format,
        spNameQualifier: assertion.nameId.spNameQualifier,
        sessionIndex: authnStatement.sessionIndex,
      },
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
interface Received extends ReturnType<typeof readResponseHead> {
  readonly document: XmlElement;
  /** Assertion or EncryptedAssertion; none where nobody was signed in. */
  readonly content: XmlElement | undefined;
  readonly isSigned: boolean;
}

function readReceived(document: XmlElement): Received {
  const head = readResponseHead(document, 'Response');
  const isSigned = findChild(document, DSIG, 'Signature') !== undefined;
  const plain = findChild(document, SAML20.assertion, 'Assertion');
  const encrypted = findChild(document, SAML20.assertion, 'EncryptedAssertion');
  if (plain && encrypted) wrongShape('there are two assertions');
  return { ...head, document, content: plain ?? encrypted, isSigned };
}

function checkHead(
  { status, destination, inResponseTo: answered }: Received,
  { recipients, inResponseTo }: ReadResponseOptions,
  evidence: Evidence,
): void {
  const fail = (code: SignInCode, detail: string): never => refuse(evidence, HEAD, code, detail);
  if (destination !== undefined && !recipients.includes(destination)) {
    fail('assertion-invalid', `The Destination must be ${recipients[0]}.`);
  }
  if (answered !== undefined && answered !== inResponseTo) {
    fail('assertion-invalid', 'It answers another request than the one of this browser.');
  }
  if (status.code !== STATUS.success) {
    const code =
      status.second === STATUS.noAuthnContext ? 'authentication-method-unsupported' : 'assertion-invalid';
    const words = [status.code, status.second, status.message].filter((word) => word !== undefined);
    fail(code, `The partner signed nobody in: ${words.join(' ').slice(0, 512)}.`);
  }
  pass(evidence, HEAD, 'The partner says that it signed the person in.');
}

/** The assertion and the document that its signature is to be verified in: its own, if it was encrypted. */
interface Opened {
  readonly document: XmlElement;
  readonly element: XmlElement;
}

function openAssertion(
  { document, content }: Received,
  { decryptor }: ReadResponseOptions,
  evidence: Evidence,
): Promise<Opened> {
  return readShapeLater(evidence, CONTENT, async () => {
    if (content === undefined) return wrongShape('there is no assertion');
    if (content.localName === 'Assertion') return { document, element: content };
    if (!decryptor) return wrongShape('the assertion is encrypted, and no key for it was given to anybody');
    const element = await decryptElement(content, decryptor);
    if (!isNamed(element, SAML20.assertion, 'Assertion')) wrongShape('what was encrypted is no assertion');
    return { document: element, element };
  });
}

/** Issuer of the assertion, and of the response where that names one. */
function findIssuer(
  { issuer }: Received,
  assertion: XmlElement,
  { directory }: ReadResponseOptions,
  evidence: Evidence,
): Promise<FederatedDomain> {
  const asserted = readShape(evidence, ISSUER, () => {
    const found = findChild(assertion, SAML20.assertion, 'Issuer');
    const name = readEntityName(found ?? wrongShape('the assertion has no Issuer'));
    if (issuer !== undefined && issuer !== name) wrongShape('response and assertion name two issuers');
    return name;
  });
  return findIssuerDomain(asserted, 'saml', directory.domains, evidence);
}

/**
 * The assertion as it was signed. A response may be signed besides, over what is encrypted as it came; a signature
 * that is there must hold. For a partner that signs the response alone, its signature counts for the assertion that
 * stands in it, but not for one that was encrypted: that is another document.
 */
function verifyAssertionElement(
  received: Received,
  opened: Opened,
  domain: FederatedDomain,
  options: ReadResponseOptions,
  evidence: Evidence,
): VerifiedElement {
  const verify = (document: XmlElement, element: XmlElement): VerifiedElement =>
    verifySignature({ document, element }, 'saml20', domain, options, evidence);
  const response = received.isSigned ? verify(received.document, received.document) : undefined;
  const { document, element } = opened;
  const isUnsigned = !childElements(element).some((child) => isNamed(child, DSIG, 'Signature'));
  if (response && isUnsigned && document === received.document && isAllowed(domain, 'response-signature')) {
    return verifiedChild(response, element);
  }
  return verify(document, element);
}

async function readAssertion(
  element: VerifiedElement,
  domain: FederatedDomain,
  { decryptor }: ReadResponseOptions,
): Promise<Saml20Assertion> {
  const assertion = readSaml20Assertion(decryptor ? await decryptNameId(element, decryptor) : element);
  const { audiences } = assertion.conditions;
  if (audiences.length === 0 && !isAllowed(domain, 'no-audience'))
    wrongShape('there is no AudienceRestriction');
  return assertion;
}

const RESPONSE = { check: 'response-shape', rule: 'SAML 2.0 core §3.3.3', object: 'SAMLResponse' };
const HEAD = { check: 'response-status', rule: 'SAML 2.0 core §3.2.2', object: 'SAMLResponse' };
const CONTENT = { check: 'response-assertion', rule: 'SAML 2.0 core §2.3.4, §3.3.3', object: 'SAMLResponse' };
const ISSUER = { check: 'response-issuer', rule: 'SAML 2.0 profiles §4.1.4.2', object: 'SAMLResponse' };
const ASSERTION = { check: 'assertion-shape', rule: 'SAML 2.0 core §2.3.3', object: 'assertion' };
