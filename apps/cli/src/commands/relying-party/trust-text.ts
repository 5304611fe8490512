import { ClaimRuleError, parseClaimRules } from '@signet/claims';
import type { RelyingPartyTrust } from '@signet/identity';
import { formatName, parseCertificate } from '@signet/pki';
import { formatFacts } from '../../terminal/table.ts';

/** A trust for programs; certificates as base64 DER. */
export function trustToJson(trust: RelyingPartyTrust): object {
  const base64 = (der: Uint8Array): string => Buffer.from(der).toString('base64');
  return {
    ...trust,
    signingCertificates: trust.signingCertificates.map(base64),
    encryptionCertificate:
      trust.encryptionCertificate === undefined ? null : base64(trust.encryptionCertificate),
    nameIdFormat: trust.nameIdFormat ?? null,
    metadataUrl: trust.metadataUrl ?? null,
    issuanceTransformRules: trust.issuanceTransformRules ?? null,
    issuanceAuthorizationRules: trust.issuanceAuthorizationRules ?? null,
    createdAt: new Date(trust.createdAt * 1000).toISOString(),
  };
}

/** All of a trust for people. */
export function formatTrust(trust: RelyingPartyTrust): string {
  const facts: [string, string][] = [
    ['Id', trust.id],
    ['Name', trust.displayName],
    ['State', trust.state],
    ...trust.identifiers.map((identifier): [string, string] => ['Identifier', identifier]),
    ...trust.assertionConsumerServices.map(({ index, location, isDefault }): [string, string] => [
      'SAML responses to',
      `${location} (index ${index}${isDefault ? ', default' : ''})`,
    ]),
    ...trust.singleLogoutServices.map(({ binding, location }): [string, string] => [
      'SAML logout to',
      `${location} (${binding})`,
    ]),
    ...trust.wsFederationUrls.map((url): [string, string] => ['WS-Federation answers to', url]),
    ...trust.signingCertificates.map((der): [string, string] => ['Signs with', nameOf(der)]),
    ['Unsigned requests', trust.unsignedRequests],
    ['Signed here', trust.signedParts.replaceAll('-', ' ')],
    ...(trust.encryptionCertificate
      ? [['Encrypted for', nameOf(trust.encryptionCertificate)] as [string, string]]
      : []),
    ...(trust.nameIdFormat ? [['NameID format', trust.nameIdFormat] as [string, string]] : []),
    ...(trust.metadataUrl ? [['Metadata', trust.metadataUrl] as [string, string]] : []),
    ...describeRules('Is told', trust.issuanceTransformRules),
    ...describeRules('Who may sign in', trust.issuanceAuthorizationRules),
  ];
  return formatFacts(facts);
}

/** Each rule by its name or its place; nothing for the default. */
function describeRules(label: string, text: string | undefined): [string, string][] {
  if (text === undefined) return [];
  try {
    const rules = parseClaimRules(text);
    if (rules.length === 0) return [[label, 'nothing: there is no rule']];
    return rules.map(({ name, position }) => [label, name ?? `the rule in line ${position.line}`]);
  } catch (error) {
    if (!(error instanceof ClaimRuleError)) throw error;
    return [[label, `rules that cannot be read: ${error.message}`]];
  }
}

function nameOf(der: Uint8Array): string {
  return formatName(parseCertificate(der).subject);
}
