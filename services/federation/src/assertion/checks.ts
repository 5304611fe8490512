import type { Directory, Domain, FederationConfiguration } from '@signet/identity';
import { type Evidence, formatTime, type UnixSeconds } from '@signet/pki';
import {
  attributeOf,
  isNamed,
  SAML11,
  type Saml11Assertion,
  type VerificationKey,
  type VerifiedElement,
  verifyEnvelopedSignature,
  type XmlElement,
  XmlError,
} from '@signet/xml';
import { CLOUD_AUDIENCE } from '../vocabulary.ts';
import { type CheckSubject, pass, refuse } from './refusal.ts';
import type { VerifyAssertionOptions } from './verify.ts';

/** Partners' clocks may be off by this much (protocols.md §4.3). */
export const MAX_CLOCK_SKEW_SECONDS: number = 5 * 60;

/** Runs a reader; what it throws of the wire becomes a refusal with its check. */
export function readShape<Value>(evidence: Evidence, subject: CheckSubject, read: () => Value): Value {
  try {
    const value = read();
    pass(evidence, subject, 'It has the shape that it must have.');
    return value;
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    return refuse(evidence, subject, 'assertion-invalid', `${error.code}: ${error.message}.`);
  }
}

/** The issuer selects exactly one federated domain, and with it the keys (protocols.md §7 item 11). */
export async function findIssuerDomain(
  token: XmlElement,
  domains: Pick<Directory['domains'], 'findByIssuerUri'>,
  evidence: Evidence,
): Promise<FederatedDomain> {
  const shape = { check: 'assertion-type', rule: 'protocol of the domain: WS-Federation', object: 'token' };
  if (!isNamed(token, SAML11.assertion, 'Assertion')) {
    refuse(evidence, shape, 'assertion-invalid', 'The token is not a SAML 1.1 assertion; issue one.');
  }
  const issuer = attributeOf(token, 'Issuer') ?? '';
  const subject = {
    check: 'assertion-issuer',
    rule: 'Entra: Issuer equals issuerUri of one federated domain',
    object: `issuer ${issuer.slice(0, 256)}`,
  };
  const domain = await domains.findByIssuerUri(issuer);
  if (!domain?.federation) {
    return refuse(evidence, subject, 'assertion-issuer-unknown', 'No federated domain has this issuerUri.');
  }
  pass(evidence, subject, `The issuer answers for ${domain.name}.`);
  return { ...domain, federation: domain.federation };
}

export type FederatedDomain = Domain & { readonly federation: FederationConfiguration };

/** By the domain's present or next signing certificate; the element that comes back is what was signed. */
export function verifySignature(
  document: XmlElement,
  token: XmlElement,
  { federation }: FederatedDomain,
  { xmlCrypto, allowSha1 = false }: VerifyAssertionOptions,
  evidence: Evidence,
): VerifiedElement {
  const { signingCertificate, nextSigningCertificate } = federation;
  const keys: VerificationKey[] = [{ id: 'signingCertificate', certificate: signingCertificate }];
  if (nextSigningCertificate) {
    keys.push({ id: 'nextSigningCertificate', certificate: nextSigningCertificate });
  }
  const verdict = verifyEnvelopedSignature(token, { document, keys, crypto: xmlCrypto, allowSha1 });
  const shape = { check: 'assertion-signature', rule: 'SAML 1.1 core §5', object: 'assertion' };
  for (const check of verdict.checks) evidence.add(check);
  if (verdict.status === 'verified') return verdict.element;
  return refuse(
    evidence,
    shape,
    'assertion-signature-invalid',
    `The signature does not hold: ${verdict.code}.`,
  );
}

/** Exactly us, and the same in AppliesTo where that is sent (protocols.md §7 item 10). */
export function checkAudience(
  { conditions: { audiences } }: Saml11Assertion,
  appliesTo: string | undefined,
  evidence: Evidence,
): void {
  const subject = {
    check: 'assertion-audience',
    rule: 'SAML 1.1 core §2.3.2.1.3, MS-MWBF',
    object: `audience ${audiences.join(', ').slice(0, 256)}`,
  };
  if (audiences.length !== 1 || audiences[0] !== CLOUD_AUDIENCE) {
    refuse(
      evidence,
      subject,
      'assertion-invalid',
      `The audience must be ${CLOUD_AUDIENCE} and nothing else.`,
    );
  }
  if (appliesTo !== undefined && appliesTo !== CLOUD_AUDIENCE) {
    refuse(evidence, subject, 'assertion-invalid', 'AppliesTo differs from the audience of the assertion.');
  }
  pass(evidence, subject, 'The assertion is for this service.');
}

export function checkTimes(assertion: Saml11Assertion, now: UnixSeconds, evidence: Evidence): void {
  const { notBefore, notOnOrAfter } = assertion.conditions;
  const subject = {
    check: 'assertion-times',
    rule: 'SAML 1.1 core §2.3.2.1.1, clock skew of at most 5 minutes',
    object: `assertion of ${formatTime(assertion.issueInstant)}`,
  };
  const future = now + MAX_CLOCK_SKEW_SECONDS;
  if (notBefore > future || assertion.issueInstant > future || assertion.authenticationInstant > future) {
    refuse(
      evidence,
      subject,
      'assertion-invalid',
      'It is not valid yet: compare the clocks of both servers.',
    );
  }
  if (now >= notOnOrAfter + MAX_CLOCK_SKEW_SECONDS || notOnOrAfter <= notBefore) {
    const detail = `It ended at ${formatTime(notOnOrAfter)}: start again, and compare the clocks of both servers.`;
    refuse(evidence, subject, 'assertion-invalid', detail);
  }
  pass(evidence, subject, `Valid from ${formatTime(notBefore)} to ${formatTime(notOnOrAfter)}.`);
}
