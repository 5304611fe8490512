import type { Directory, Domain, FederationConfiguration } from '@signet/identity';
import { type Evidence, formatTime, type UnixSeconds } from '@signet/pki';
import {
  type Saml20Assertion,
  type VerificationKey,
  type VerifiedElement,
  verifyEnvelopedSignature,
  type XmlCrypto,
  type XmlElement,
} from '@signet/xml';
import { CLOUD_ENTITY } from '../vocabulary.ts';
import { pass, refuse } from './response-refusal.ts';

/** Partners' clocks may be off by this much. */
export const MAX_CLOCK_SKEW_SECONDS: number = 5 * 60;

export type FederatedDomain = Domain & { readonly federation: FederationConfiguration };

/** The issuer selects exactly one federated domain, and with it the keys and the protocol. */
export async function findIssuerDomain(
  issuer: string,
  domains: Pick<Directory['domains'], 'findByIssuerUri'>,
  evidence: Evidence,
): Promise<FederatedDomain> {
  const subject = {
    check: 'assertion-issuer',
    rule: 'Entra: Issuer equals issuerUri of one federated domain',
    object: `issuer ${issuer.slice(0, 256)}`,
  };
  const domain = await domains.findByIssuerUri(issuer);
  if (!domain?.federation) {
    return refuse(evidence, subject, 'assertion-issuer-unknown', 'No federated domain has this issuerUri.');
  }
  if (domain.federation.preferredAuthenticationProtocol !== 'saml') {
    const detail = `${domain.name} is federated by WS-Federation; its preferredAuthenticationProtocol is not saml.`;
    return refuse(evidence, subject, 'assertion-invalid', detail);
  }
  pass(evidence, subject, `The issuer answers for ${domain.name}.`);
  return { ...domain, federation: domain.federation };
}

/** By the domain's present or next signing certificate; the element that comes back is what was signed. */
export function verifySignature(
  document: XmlElement,
  element: XmlElement,
  { federation }: FederatedDomain,
  { xmlCrypto, allowSha1 = false }: { readonly xmlCrypto: XmlCrypto; readonly allowSha1?: boolean },
  evidence: Evidence,
): VerifiedElement {
  const { signingCertificate, nextSigningCertificate } = federation;
  const keys: VerificationKey[] = [{ id: 'signingCertificate', certificate: signingCertificate }];
  if (nextSigningCertificate) {
    keys.push({ id: 'nextSigningCertificate', certificate: nextSigningCertificate });
  }
  const verdict = verifyEnvelopedSignature(element, { document, keys, crypto: xmlCrypto, allowSha1 });
  for (const check of verdict.checks) evidence.add(check);
  if (verdict.status === 'verified') return verdict.element;
  const subject = { check: 'assertion-signature', rule: 'SAML 2.0 core §5', object: element.localName };
  const detail = `The signature does not hold: ${verdict.code}.`;
  return refuse(evidence, subject, 'assertion-signature-invalid', detail);
}

/** Exactly us (SAML 2.0 core §2.5.1.4). */
export function checkAudience({ conditions: { audiences } }: Saml20Assertion, evidence: Evidence): void {
  const subject = {
    check: 'assertion-audience',
    rule: 'SAML 2.0 core §2.5.1.4',
    object: `audience ${audiences.join(', ').slice(0, 256)}`,
  };
  if (audiences.length !== 1 || audiences[0] !== CLOUD_ENTITY) {
    const detail = `The audience must be ${CLOUD_ENTITY} and nothing else.`;
    refuse(evidence, subject, 'assertion-invalid', detail);
  }
  pass(evidence, subject, 'The assertion is for this service.');
}

/** Delivered where it was made for, in answer to the one request that this browser waits for. */
export function checkSubjectConfirmation(
  { subjectConfirmation }: Saml20Assertion,
  expected: {
    readonly recipients: readonly string[];
    readonly inResponseTo: string;
    readonly now: UnixSeconds;
  },
  evidence: Evidence,
): void {
  const { recipient, inResponseTo, notOnOrAfter } = subjectConfirmation;
  const subject = {
    check: 'assertion-subject-confirmation',
    rule: 'SAML 2.0 profiles §4.1.4.3',
    object: `recipient ${recipient.slice(0, 256)}`,
  };
  const fail = (detail: string): never => refuse(evidence, subject, 'assertion-invalid', detail);
  if (!expected.recipients.includes(recipient)) fail(`The Recipient must be ${expected.recipients[0]}.`);
  if (inResponseTo !== expected.inResponseTo)
    fail('It answers another request than the one of this browser, or none.');
  if (expected.now >= notOnOrAfter + MAX_CLOCK_SKEW_SECONDS) {
    fail(`It had to be delivered by ${formatTime(notOnOrAfter)}: compare the clocks of both servers.`);
  }
  pass(evidence, subject, 'It answers the request of this browser, at the address that it was made for.');
}

export function checkTimes(assertion: Saml20Assertion, now: UnixSeconds, evidence: Evidence): void {
  const { notBefore, notOnOrAfter } = assertion.conditions;
  const subject = {
    check: 'assertion-times',
    rule: 'SAML 2.0 core §2.5.1.2, clock skew of at most 5 minutes',
    object: `assertion of ${formatTime(assertion.issueInstant)}`,
  };
  const future = now + MAX_CLOCK_SKEW_SECONDS;
  const { authnInstant } = assertion.authnStatement;
  if (notBefore > future || assertion.issueInstant > future || authnInstant > future) {
    const detail = 'It is not valid yet: compare the clocks of both servers.';
    refuse(evidence, subject, 'assertion-invalid', detail);
  }
  if (now >= notOnOrAfter + MAX_CLOCK_SKEW_SECONDS || notOnOrAfter <= notBefore) {
    const detail = `It ended at ${formatTime(notOnOrAfter)}: start again, and compare the clocks of both servers.`;
    refuse(evidence, subject, 'assertion-invalid', detail);
  }
  pass(evidence, subject, `Valid from ${formatTime(notBefore)} to ${formatTime(notOnOrAfter)}.`);
}
