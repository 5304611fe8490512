/**
 * The standard rule templates of AD FS's management console, written as rules. A value stands in the text as it is:
 * the language has no escapes, so a quotation mark cannot be written.
 */
export interface RuleTemplates {
  /** Pass through or filter an incoming claim. */
  passThrough(rule: { readonly name: string; readonly type: string; readonly value?: string }): string;
  /** Transform an incoming claim: another type, and for a name identifier its format. */
  transform(rule: {
    readonly name: string;
    readonly from: string;
    readonly to: string;
    readonly nameIdFormat?: string;
  }): string;
  /** Send LDAP attributes as claims. */
  ldapAttributes(rule: {
    readonly name: string;
    readonly attributes: readonly { readonly attribute: string; readonly type: string }[];
  }): string;
  /** Send group membership as a claim; the group by its SID. */
  groupMembership(rule: {
    readonly name: string;
    readonly groupSid: string;
    readonly type: string;
    readonly value: string;
  }): string;
  /** Permit access to everybody. */
  permitAll(): string;
  /** Permit or deny access based on an incoming claim. */
  access(rule: {
    readonly name: string;
    readonly verdict: 'permit' | 'deny';
    readonly type: string;
    readonly value: string;
  }): string;
}

export const RULE_TEMPLATES: RuleTemplates = {
  passThrough: ({ name, type, value }) =>
    write('PassThroughClaims', name, [
      value === undefined
        ? `c:[Type == ${quote(type)}]`
        : `c:[Type == ${quote(type)}, Value == ${quote(value)}]`,
      ' => issue(claim = c);',
    ]),
  transform: ({ name, from, to, nameIdFormat }) =>
    write('MapClaims', name, [
      `c:[Type == ${quote(from)}]`,
      ` => issue(Type = ${quote(to)}, Issuer = c.Issuer, OriginalIssuer = c.OriginalIssuer, Value = c.Value, ValueType = c.ValueType${
        nameIdFormat === undefined ? '' : `, Properties[${quote(NAME_ID_FORMAT)}] = ${quote(nameIdFormat)}`
      });`,
    ]),
  ldapAttributes: ({ name, attributes }) =>
    write('LdapClaims', name, [
      `c:[Type == "${WINDOWS_ACCOUNT_NAME}", Issuer == "AD AUTHORITY"]`,
      ` => issue(store = "Active Directory", types = (${attributes.map(({ type }) => quote(type)).join(', ')}),`,
      `   query = ${quote(`;${attributes.map(({ attribute }) => attribute).join(',')};{0}`)}, param = c.Value);`,
    ]),
  groupMembership: ({ name, groupSid, type, value }) =>
    write('EmitGroupClaims', name, [
      `c:[Type == "${GROUP_SID}", Value == ${quote(groupSid)}, Issuer == "AD AUTHORITY"]`,
      ` => issue(Type = ${quote(type)}, Value = ${quote(value)}, Issuer = c.Issuer, OriginalIssuer = c.OriginalIssuer, ValueType = c.ValueType);`,
    ]),
  permitAll: () =>
    write('AllowAllAuthzRule', undefined, [` => issue(Type = "${AUTHORIZATION}permit", Value = "true");`]),
  access: ({ name, verdict, type, value }) =>
    write('Authorization', name, [
      `EXISTS([Type == ${quote(type)}, Value == ${quote(value)}])`,
      ` => issue(Type = "${AUTHORIZATION}${verdict}", Value = "${verdict === 'permit' ? 'PermitUsersWithClaim' : 'DenyUsersWithClaim'}");`,
    ]),
};

function write(template: string, name: string | undefined, lines: readonly string[]): string {
  const headers = [
    `@RuleTemplate = "${template}"`,
    ...(name === undefined ? [] : [`@RuleName = ${quote(name)}`]),
  ];
  return `${[...headers, ...lines].join('\n')}\n`;
}

/** Throws `TypeError` for what the language cannot say. */
function quote(text: string): string {
  if (text.includes('"')) throw new TypeError('A rule cannot hold a quotation mark in a string.');
  return `"${text}"`;
}

const NAME_ID_FORMAT = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claimproperties/format';
const WINDOWS_ACCOUNT_NAME = 'http://schemas.microsoft.com/ws/2008/06/identity/claims/windowsaccountname';
const GROUP_SID = 'http://schemas.microsoft.com/ws/2008/06/identity/claims/groupsid';
const AUTHORIZATION = 'http://schemas.microsoft.com/authorization/claims/';
