import {
  ALL_USERS,
  type AuthenticationModeRule,
  CERTIFICATE_FIELDS,
  type CertificateMethod,
  isCertificateField,
  type UserBinding,
} from './certificate-method.ts';
import { issuerKeys, issuerOfRule, policyOidOfRule } from './strength.ts';
import { equalHex } from './targets.ts';

/** One sentence on the first thing that contradicts itself or cannot be obeyed; `undefined` for none. */
export function findInconsistency(method: CertificateMethod): string | undefined {
  return (
    findBindingProblem(method.certificateUserBindings) ??
    findRuleProblem(method.authenticationModeConfiguration?.rules ?? []) ??
    findScopeProblem(method.certificateAuthorityScopes) ??
    findTargetProblem(method)
  );
}

function findBindingProblem(bindings: readonly UserBinding[]): string | undefined {
  if (bindings.length === 0) return 'certificateUserBindings: at least one binding is needed.';
  for (const { x509CertificateField: field, userProperty, priority, trustAffinityLevel } of bindings) {
    if (!isCertificateField(field)) {
      return `certificateUserBindings: '${field}' is no x509CertificateField; there are ${Object.keys(CERTIFICATE_FIELDS).join(', ')}.`;
    }
    const { userProperties, affinity } = CERTIFICATE_FIELDS[field];
    if (!userProperties.some((property) => property === userProperty)) {
      return `certificateUserBindings: ${field} can be bound to ${userProperties.join(', ')}, not to '${userProperty}'.`;
    }
    if (priority < 0) return 'certificateUserBindings: priority must not be negative.';
    if (trustAffinityLevel === 'high' && affinity === 'low') {
      return `certificateUserBindings: ${field} is of low affinity; trustAffinityLevel cannot be high.`;
    }
  }
  if (hasTwins(bindings.map(({ priority }) => String(priority)))) {
    return 'certificateUserBindings: two bindings have the same priority.';
  }
  if (hasTwins(bindings.map((one) => `${one.x509CertificateField} ${one.userProperty}`))) {
    return 'certificateUserBindings: a field is bound to the same property twice.';
  }
  return undefined;
}

function findRuleProblem(rules: readonly AuthenticationModeRule[]): string | undefined {
  const kept: { type: string; issuers: readonly string[]; oid: string | undefined }[] = [];
  for (const rule of rules) {
    const { x509CertificateRuleType: type } = rule;
    const issuer = issuerOfRule(rule);
    const oid = policyOidOfRule(rule);
    const issuers = issuer === undefined ? [] : issuerKeys(issuer);
    if (type !== 'policyOID' && issuers.length === 0) {
      return `rules: a rule of type ${type} needs issuerSubjectIdentifier, a distinguished name or a subject key identifier in hex.`;
    }
    if (type !== 'issuerSubject' && (oid === undefined || !OID.test(oid))) {
      return `rules: a rule of type ${type} needs policyOidIdentifier, digits with dots.`;
    }
    const isTwin = kept.some(
      (one) =>
        one.type === type &&
        one.oid === oid &&
        (type === 'policyOID' || one.issuers.some((key) => issuers.includes(key))),
    );
    if (isTwin) {
      return type === 'policyOID'
        ? `rules: two rules are about the policy ${oid}.`
        : `rules: two rules of type ${type} are about the issuer ${issuer}.`;
    }
    kept.push({ type, issuers, oid });
  }
  return undefined;
}

function findScopeProblem(scopes: CertificateMethod['certificateAuthorityScopes']): string | undefined {
  if (scopes.length > MAX_SCOPES) {
    return `certificateAuthorityScopes: at most ${MAX_SCOPES} rules are allowed.`;
  }
  for (const [index, { subjectKeyIdentifier, includeTargets }] of scopes.entries()) {
    const [target, another] = includeTargets;
    if (!/^[0-9a-f](?:[ :]?[0-9a-f])+$/i.test(subjectKeyIdentifier)) {
      return 'certificateAuthorityScopes: subjectKeyIdentifier must be hex.';
    }
    if (target === undefined || another !== undefined || target.targetType !== 'group') {
      return 'certificateAuthorityScopes: each rule names exactly one group.';
    }
    const isTwin = scopes
      .slice(0, index)
      .some((other) => equalHex(other.subjectKeyIdentifier, subjectKeyIdentifier));
    if (isTwin) {
      return `certificateAuthorityScopes: two rules are about the authority ${subjectKeyIdentifier}.`;
    }
  }
  return undefined;
}

function findTargetProblem({ excludeTargets, includeTargets }: CertificateMethod): string | undefined {
  if (excludeTargets.some(({ id }) => id === ALL_USERS)) {
    return 'excludeTargets: all_users would leave nobody; set state to disabled.';
  }
  const all = [...includeTargets, ...excludeTargets];
  if (all.some(({ id, targetType }) => targetType === 'user' && id === ALL_USERS)) {
    return 'includeTargets: all_users is a group.';
  }
  return undefined;
}

function hasTwins(values: readonly string[]): boolean {
  return new Set(values).size !== values.length;
}

const OID = /^[0-2](?:\.(?:0|[1-9]\d*))+$/;

/** Microsoft's documented limit. */
const MAX_SCOPES = 30;
