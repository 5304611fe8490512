import { type Certificate, hexOf, nameKey, nameStringKey, PkiError } from '@signet/pki';
import type {
  AffinityLevel,
  AuthenticationMode,
  AuthenticationModeConfiguration,
  AuthenticationModeRule,
  RuleType,
} from './certificate-method.ts';

/** What a certificate is worth at a sign-in, and which rule says so. */
export interface Strength {
  readonly mode: AuthenticationMode;
  readonly requiredAffinity: AffinityLevel;
  readonly decidedBy: RuleType | 'default';
  /** Issuer, policy OID or both, as the rule has them; empty for the default. */
  readonly identifier: string;
}

/**
 * Microsoft's precedence of authentication binding: rules for issuer and policy OID together go before those
 * for a policy OID, these before those for an issuer, and these before the tenant's default. Of several rules
 * of one kind the weaker mode and the higher affinity hold.
 */
export function judgeStrength(
  configuration: AuthenticationModeConfiguration | null,
  certificate: Certificate,
): Strength {
  for (const type of PRECEDENCE) {
    const rules = (configuration?.rules ?? []).filter(
      (rule) => rule.x509CertificateRuleType === type && fitsRule(rule, certificate),
    );
    const first = rules.find(isSingleFactor) ?? rules[0];
    if (first === undefined) continue;
    return {
      mode: first.x509CertificateAuthenticationMode,
      requiredAffinity: rules.some(isHighAffinity) ? 'high' : 'low',
      decidedBy: type,
      identifier: identifierOf(first),
    };
  }
  return {
    mode: configuration?.x509CertificateAuthenticationDefaultMode ?? 'x509CertificateSingleFactor',
    requiredAffinity: configuration?.x509CertificateDefaultRequiredAffinityLevel ?? 'low',
    decidedBy: 'default',
    identifier: '',
  };
}

/** The issuer that a rule is about: a name in either order, or a subject key identifier in hex. */
export function issuerOfRule(rule: AuthenticationModeRule): string | undefined {
  if (rule.x509CertificateRuleType === 'policyOID') return undefined;
  const older = rule.x509CertificateRuleType === 'issuerSubject' ? rule.identifier : undefined;
  return rule.issuerSubjectIdentifier ?? older ?? undefined;
}

/** The certificate policy that a rule is about, dotted decimal; `undefined` for rules about issuers alone. */
export function policyOidOfRule(rule: AuthenticationModeRule): string | undefined {
  if (rule.x509CertificateRuleType === 'issuerSubject') return undefined;
  const older = rule.x509CertificateRuleType === 'policyOID' ? rule.identifier : undefined;
  return rule.policyOidIdentifier ?? older ?? undefined;
}

/** What two issuers share that mean the same one: a normalised name or hex. */
export function issuerKeys(issuer: string): readonly string[] {
  const hex = issuer.replace(/[\s:]/g, '').toLowerCase();
  if (/^(?:[0-9a-f]{2}){8,64}$/.test(hex)) return [hex];
  try {
    return [nameStringKey(issuer, 'encoded'), nameStringKey(issuer, 'leaf-first')];
  } catch (error) {
    if (error instanceof PkiError) return [];
    throw error;
  }
}

function fitsRule(rule: AuthenticationModeRule, certificate: Certificate): boolean {
  const needsIssuer = rule.x509CertificateRuleType !== 'policyOID';
  const needsPolicy = rule.x509CertificateRuleType !== 'issuerSubject';
  return (
    (!needsIssuer || isIssuedBy(certificate, issuerOfRule(rule))) &&
    (!needsPolicy || hasPolicy(certificate, policyOidOfRule(rule)))
  );
}

/** The certificate's own issuer, not the CAs above it. */
function isIssuedBy({ issuer, extensions }: Certificate, wanted: string | undefined): boolean {
  if (wanted === undefined) return false;
  const keys = issuerKeys(wanted);
  const aki = extensions.authorityKeyIdentifier?.keyIdentifier;
  return keys.includes(nameKey(issuer)) || (aki !== undefined && keys.includes(hexOf(aki)));
}

/** Exact: `1.2.3.4.5` is not `1.2.3.4.5.6`, and anyPolicy is an OID like every other. */
function hasPolicy({ extensions }: Certificate, oid: string | undefined): boolean {
  return (extensions.certificatePolicies ?? []).some(({ policyIdentifier }) => policyIdentifier === oid);
}

function isSingleFactor(rule: AuthenticationModeRule): boolean {
  return rule.x509CertificateAuthenticationMode === 'x509CertificateSingleFactor';
}

function isHighAffinity(rule: AuthenticationModeRule): boolean {
  return rule.x509CertificateRequiredAffinityLevel === 'high';
}

function identifierOf(rule: AuthenticationModeRule): string {
  return [issuerOfRule(rule), policyOidOfRule(rule)].filter((part) => part !== undefined).join(', ');
}

const PRECEDENCE: readonly RuleType[] = ['issuerSubjectAndPolicyOID', 'policyOID', 'issuerSubject'];
