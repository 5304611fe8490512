import {
  type Directory,
  judgeStrength,
  readCertificateMethod,
  type Strength,
  type User,
} from '@signet/identity';
import { type Certificate, type Evidence, formatName } from '@signet/pki';

/**
 * What a certificate is worth at our own federation server: the tenant's rules of authentication strength say it
 * there too, for the certificates are the same. Only that is asked of the policy; whom the method is for and how a
 * certificate binds are for managed domains. `single` where the method is off, or asks for an affinity that
 * the names of a certificate do not have.
 */
export async function judgeFederatedStrength(
  leaf: Certificate,
  { tenantId }: User,
  directory: Directory,
  evidence: Evidence,
): Promise<'multiple' | 'single'> {
  const text = await directory.authenticationMethodPolicies.find(tenantId, 'X509Certificate');
  const method = readCertificateMethod(text);
  if (method === 'unreadable' || method.state !== 'enabled') return 'single';
  const strength = judgeStrength(method.authenticationModeConfiguration, leaf);
  addStrength(strength, leaf, evidence);
  if (strength.mode !== 'x509CertificateMultiFactor') return 'single';
  if (strength.requiredAffinity === 'low') return 'multiple';
  evidence.add({
    check: 'authentication-strength-affinity',
    rule: 'Entra CBA: authentication binding, required affinity',
    object: `certificate ${formatName(leaf.subject)}`,
    result: 'skipped',
    detail: 'The rule asks for high affinity, and here the names of a certificate bind it: one factor.',
  });
  return 'single';
}

/** Writes down which rule says what the certificate is worth. */
export function addStrength(strength: Strength, leaf: Certificate, evidence: Evidence): void {
  const { mode, requiredAffinity, decidedBy, identifier } = strength;
  const level =
    mode === 'x509CertificateMultiFactor' ? 'multiFactorAuthentication' : 'singleFactorAuthentication';
  const policies = (leaf.extensions.certificatePolicies ?? []).map(
    ({ policyIdentifier }) => policyIdentifier,
  );
  evidence.add({
    check: 'authentication-strength',
    rule: 'Entra CBA: authentication binding, issuer and policy OID before policy OID before issuer before default',
    object: policies.length === 0 ? 'certificate without policies' : `policies ${policies.join(', ')}`,
    result: 'pass',
    detail:
      decidedBy === 'default'
        ? `No rule fits: the default of the tenant gives ${level} and asks for ${requiredAffinity} affinity.`
        : `The rule ${decidedBy} ${identifier} gives ${level} and asks for ${requiredAffinity} affinity.`,
    facts: { level, type: LEVEL_TYPES[decidedBy], identifier, requiredAffinity },
  });
}

/** «User certificate authentication level type» of the log; Microsoft documents `PolicyId`, the others are ours. */
const LEVEL_TYPES: Readonly<Record<Strength['decidedBy'], string>> = {
  policyOID: 'PolicyId',
  issuerSubject: 'Issuer',
  issuerSubjectAndPolicyOID: 'IssuerAndPolicyId',
  default: 'Default',
};
