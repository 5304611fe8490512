import type {
  AuthenticationProtocol,
  Directory,
  Domain,
  FederationConfiguration,
  PartnerRelaxation,
} from '@signet/identity';
import { type Evidence, formatTime, type UnixSeconds } from '@signet/pki';
import {
  type VerificationKey,
  type VerifiedElement,
  verifyEnvelopedSignature,
  type XmlCrypto,
  type XmlElement,
  XmlError,
} from '@signet/xml';
import { CLOUD_AUDIENCE } from '../vocabulary.ts';
import { type CheckSubject, pass, refuse } from './refusal.ts';
import { type AssertionVersion, RULES } from './versions.ts';

/** Partners' clocks may be off by this much. */
export const MAX_CLOCK_SKEW_SECONDS: number = 5 * 60;

/** Runs a reader; what it throws of the wire becomes a refusal with its check. */
export function readShape<Value>(evidence: Evidence, subject: CheckSubject, read: () => Value): Value {
  try {
    const value = read();
    pass(evidence, subject, 'It has the shape that it must have.');
    return value;
  } catch (error) {
    return refuseShape(evidence, subject, error);
  }
}

/** The same for a reader that has to wait. */
export async function readShapeLater<Value>(
  evidence: Evidence,
  subject: CheckSubject,
  read: () => Promise<Value>,
): Promise<Value> {
  try {
    const value = await read();
    pass(evidence, subject, 'It has the shape that it must have.');
    return value;
  } catch (error) {
    return refuseShape(evidence, subject, error);
  }
}

function refuseShape(evidence: Evidence, subject: CheckSubject, error: unknown): never {
  if (!(error instanceof XmlError)) throw error;
  return refuse(evidence, subject, 'assertion-invalid', `${error.code}: ${error.message}.`);
}

/**
 * The issuer selects exactly one federated domain, and with it the keys. `protocol`: the
 * one that the domain must have chosen; `any` for tokens that come by a wire of their own.
 */
export async function findIssuerDomain(
  issuer: string,
  protocol: AuthenticationProtocol | 'any',
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
  const { preferredAuthenticationProtocol = 'wsFed' } = domain.federation;
  if (protocol !== 'any' && protocol !== preferredAuthenticationProtocol) {
    const detail = `The preferredAuthenticationProtocol of ${domain.name} is ${preferredAuthenticationProtocol}, not ${protocol}.`;
    return refuse(evidence, subject, 'assertion-invalid', detail);
  }
  pass(evidence, subject, `The issuer answers for ${domain.name}.`);
  return { ...domain, federation: domain.federation };
}

export type FederatedDomain = Domain & { readonly federation: FederationConfiguration };

export interface SignatureOptions {
  readonly xmlCrypto: XmlCrypto;
}

/** Whether this is let pass for the partner of the domain. */
export function isAllowed({ federation }: FederatedDomain, what: PartnerRelaxation): boolean {
  return federation.allow?.includes(what) ?? false;
}

/** The domain's present and next signing certificate: assertions by either are believed. */
export function signingKeysOf({ federation }: FederatedDomain): readonly VerificationKey[] {
  const { signingCertificate, nextSigningCertificate } = federation;
  const current = { id: 'signingCertificate', certificate: signingCertificate };
  return nextSigningCertificate === undefined
    ? [current]
    : [current, { id: 'nextSigningCertificate', certificate: nextSigningCertificate }];
}

/** By the domain's present or next signing certificate; the element that comes back is what was signed. */
export function verifySignature(
  { document, element }: { readonly document: XmlElement; readonly element: XmlElement },
  version: AssertionVersion,
  domain: FederatedDomain,
  { xmlCrypto: crypto }: SignatureOptions,
  evidence: Evidence,
): VerifiedElement {
  const keys = signingKeysOf(domain);
  const allowSha1 = isAllowed(domain, 'sha1');
  const verdict = verifyEnvelopedSignature(element, { document, keys, crypto, allowSha1 });
  for (const check of verdict.checks) evidence.add(check);
  if (verdict.status === 'verified') return verdict.element;
  const subject = { check: 'assertion-signature', rule: RULES[version].signature, object: element.localName };
  const detail = `The signature does not hold: ${verdict.code}.`;
  return refuse(evidence, subject, 'assertion-signature-invalid', detail);
}

/** Exactly us, and the same in AppliesTo where that is sent. */
export function checkAudience(
  audiences: readonly string[],
  appliesTo: string | undefined,
  version: AssertionVersion,
  evidence: Evidence,
): void {
  const subject = {
    check: 'assertion-audience',
    rule: RULES[version].audience,
    object: `audience ${audiences.join(', ').slice(0, 256)}`,
  };
  if (audiences.length !== 1 || audiences[0] !== CLOUD_AUDIENCE) {
    const detail = `The audience must be ${CLOUD_AUDIENCE} and nothing else.`;
    refuse(evidence, subject, 'assertion-invalid', detail);
  }
  if (appliesTo !== undefined && appliesTo !== CLOUD_AUDIENCE) {
    refuse(evidence, subject, 'assertion-invalid', 'AppliesTo differs from the audience of the assertion.');
  }
  pass(evidence, subject, 'The assertion is for this service.');
}

/** When an assertion was made, and from when to when it may be used. */
export interface AssertionTimes {
  readonly issueInstant: UnixSeconds;
  readonly authenticationInstant: UnixSeconds;
  readonly notBefore: UnixSeconds;
  readonly notOnOrAfter: UnixSeconds;
}

/**
 * Whether the assertion may be used now, give or take the clock skew. Throws `AssertionRefusal` `assertion-invalid`.
 */
export function checkTimes(
  { issueInstant, authenticationInstant, notBefore, notOnOrAfter }: AssertionTimes,
  version: AssertionVersion,
  now: UnixSeconds,
  evidence: Evidence,
): void {
  const subject = {
    check: 'assertion-times',
    rule: RULES[version].times,
    object: `assertion of ${formatTime(issueInstant)}`,
  };
  if (Math.max(notBefore, issueInstant, authenticationInstant) > now + MAX_CLOCK_SKEW_SECONDS) {
    const detail = 'It is not valid yet: compare the clocks of both servers.';
    refuse(evidence, subject, 'assertion-invalid', detail);
  }
  if (now >= notOnOrAfter + MAX_CLOCK_SKEW_SECONDS || notOnOrAfter <= notBefore) {
    const detail = `It ended at ${formatTime(notOnOrAfter)}: start again, and compare the clocks of both servers.`;
    refuse(evidence, subject, 'assertion-invalid', detail);
  }
  pass(evidence, subject, `Valid from ${formatTime(notBefore)} to ${formatTime(notOnOrAfter)}.`);
}
