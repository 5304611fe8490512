import { parseClaimRules, RULE_TEMPLATES, type Rule } from '@signet/claims';
import { CLAIMS, CLOUD_AUDIENCE } from '../vocabulary.ts';
import { CLAIM_PROPERTIES, CLAIM_TYPES } from './claim-types.ts';

/** The kind of token that the claims go into. */
export type TokenType = 'saml11' | 'saml20';

/** How Entra is named as a relying party, as on AD FS's own trust with it. */
export const CLOUD_IDENTIFIERS: ReadonlySet<string> = new Set([
  CLOUD_AUDIENCE,
  'https://login.microsoftonline.com/extSTS.srf',
  'https://login.windows.net/',
]);

/** Acceptance, the rules of the claims provider «Active Directory»: what certificate and directory say is believed. */
export const ACCEPTANCE_RULES = `@RuleName = "Take all claims of the certificate and the directory"
c:[] => issue(claim = c);
`;

/** Issuance authorization of a relying party without rules of its own. */
export const PERMIT_EVERYBODY: string = RULE_TEMPLATES.permitAll();

/** Issuance transform of a relying party without rules of its own. */
export function builtInTransformRules(audience: string, tokenType: TokenType): string {
  const isCloud = CLOUD_IDENTIFIERS.has(audience);
  if (tokenType === 'saml11') return [ACCOUNT, NAME_ID, ...PROOF].join('\n');
  return [ACCOUNT, ...(isCloud ? [IDP_EMAIL] : []), PERSON, ...PROOF].join('\n');
}

/** Parsed once for each text: the same few rule sets serve every sign-in. */
export function rememberParsing(): (text: string) => readonly Rule[] {
  const parsed = new Map<string, readonly Rule[]>();
  return (text) => {
    const known = parsed.get(text);
    if (known) return known;
    const rules = parseClaimRules(text);
    if (parsed.size >= MAX_REMEMBERED) parsed.clear();
    parsed.set(text, rules);
    return rules;
  };
}

/** More than any server has relying parties with rules of their own; rule sets are edited now and then. */
const MAX_REMEMBERED = 1_000;

const ACCOUNT = `@RuleName = "User principal name and ImmutableID"
c:[Type == "${CLAIM_TYPES.windowsAccountName}"]
 => issue(store = "Active Directory", types = ("${CLAIMS.userPrincipalName}", "${CLAIMS.immutableId}"),
   query = ";userPrincipalName,onPremisesImmutableId;{0}", param = c.Value);
`;

/** The cloud looks the person up by it. Who has no ImmutableID is named by the user principal name. */
const NAME_ID = `@RuleName = "NameID is the ImmutableID"
c:[Type == "${CLAIMS.immutableId}"]
 => issue(Type = "${CLAIM_TYPES.nameIdentifier}", Value = c.Value,
   Properties["${CLAIM_PROPERTIES.format}"] = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified");

@RuleName = "NameID without an ImmutableID"
NOT EXISTS([Type == "${CLAIMS.immutableId}"]) && c:[Type == "${CLAIMS.userPrincipalName}"]
 => issue(Type = "${CLAIM_TYPES.nameIdentifier}", Value = c.Value,
   Properties["${CLAIM_PROPERTIES.format}"] = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified");
`;

const IDP_EMAIL = `@RuleName = "The user principal name where Entra reads it"
c:[Type == "${CLAIMS.userPrincipalName}"] => issue(Type = "${CLAIM_TYPES.idpEmail}", Value = c.Value);
`;

const PERSON = `@RuleName = "Mail address and names"
c:[Type == "${CLAIM_TYPES.windowsAccountName}"]
 => issue(store = "Active Directory", types = ("${CLAIM_TYPES.emailAddress}", "${CLAIM_TYPES.name}",
   "${CLAIM_TYPES.givenName}", "${CLAIM_TYPES.surname}"), query = ";mail,displayName,givenName,sn;{0}", param = c.Value);
`;

/** Revocation is asked by serial number and issuer, long after. */
const PROOF: readonly string[] = [
  ['How the person signed in', CLAIMS.authenticationMethodsReferences],
  ['Serial number of the certificate', CLAIMS.serialNumber],
  ['Issuer of the certificate', CLAIMS.issuer],
].map(([name = '', type = '']) => RULE_TEMPLATES.passThrough({ name, type }));
