/** A claim as AD FS has it: all values are text. */
export interface Claim {
  readonly type: string;
  readonly value: string;
  /** URI of the value's XML Schema type. */
  readonly valueType: string;
  /** Who issued the claim to this server; `LOCAL AUTHORITY` for claims made here. */
  readonly issuer: string;
  /** Who issued it first, through however many federation servers it came. */
  readonly originalIssuer: string;
  readonly properties: ReadonlyMap<string, string>;
}

/** The claim properties that a rule can name, in the spelling of the language's documentation. */
export const CLAIM_FIELDS: {
  readonly type: 'type';
  readonly value: 'value';
  readonly valuetype: 'valueType';
  readonly issuer: 'issuer';
  readonly originalissuer: 'originalIssuer';
} = {
  type: 'type',
  value: 'value',
  valuetype: 'valueType',
  issuer: 'issuer',
  originalissuer: 'originalIssuer',
};

export type ClaimField = (typeof CLAIM_FIELDS)[keyof typeof CLAIM_FIELDS];

/** AD FS's name for itself as issuer. */
const LOCAL_AUTHORITY = 'LOCAL AUTHORITY';
/** What a claim's ValueType is when nobody says. */
const STRING_VALUE_TYPE = 'http://www.w3.org/2001/XMLSchema#string';

/** A claim of this server's own, unless `fields` say otherwise. */
export function createClaim(type: string, value: string, fields: Partial<Claim> = {}): Claim {
  return {
    type,
    value,
    valueType: STRING_VALUE_TYPE,
    issuer: LOCAL_AUTHORITY,
    originalIssuer: LOCAL_AUTHORITY,
    properties: new Map(),
    ...fields,
  };
}
