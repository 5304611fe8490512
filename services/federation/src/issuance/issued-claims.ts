import type { Claim } from '@signet/claims';
import { isXmlCharacters } from '@signet/xml';
import type { TokenType } from './built-in-rules.ts';
import { CLAIM_PROPERTIES, CLAIM_TYPES } from './claim-types.ts';

/** What the transform rules issued, as a token holds it. */
export interface IssuedClaims {
  /** Every claim but those below, by type in the order issued; a value that came twice is there once. */
  readonly attributes: ReadonlyMap<string, readonly string[]>;
  /** How the token names its subject; `undefined` when no rule says. */
  readonly nameId:
    | {
        readonly value: string;
        readonly format: string | undefined;
        readonly spNameQualifier: string | undefined;
      }
    | undefined;
  /** Takes the place of the server's own issuer. */
  readonly issuerId: string | undefined;
}

/** Throws `UnusableClaims` for what no token can say. */
export function readIssuedClaims(claims: readonly Claim[], tokenType: TokenType): IssuedClaims {
  const attributes = new Map<string, string[]>();
  for (const { type, value } of claims) {
    if (!isXmlCharacters(type) || !isXmlCharacters(value))
      throw new UnusableClaims('A rule issues a claim with a character that XML cannot carry.');
    if (type === CLAIM_TYPES.nameIdentifier || type === CLAIM_TYPES.issuerId) continue;
    checkType(type, tokenType);
    const values = attributes.get(type) ?? [];
    if (!values.includes(value)) attributes.set(type, [...values, value]);
  }
  checkSize(attributes);
  const name = single(claims, CLAIM_TYPES.nameIdentifier);
  const issuerId = single(claims, CLAIM_TYPES.issuerId)?.value;
  if (issuerId !== undefined && !URL.canParse(issuerId))
    throw new UnusableClaims('The issuerid that the rules issue is no URI.');
  return {
    attributes,
    nameId: name && {
      value: nonEmpty(name.value),
      format: name.properties.get(CLAIM_PROPERTIES.format),
      spNameQualifier: name.properties.get(CLAIM_PROPERTIES.spNameQualifier),
    },
    issuerId,
  };
}

/** The rules ended, and what they issued makes no token. */
export class UnusableClaims extends Error {
  override readonly name = 'UnusableClaims';
}

/** A token has one subject and one issuer: two values would leave open which is meant. */
function single(claims: readonly Claim[], type: string): Claim | undefined {
  const [claim, ...others] = claims.filter((each) => each.type === type);
  if (others.some(({ value }) => value !== claim?.value))
    throw new UnusableClaims(`The rules issue several values of ${type}.`);
  return claim;
}

function nonEmpty(value: string): string {
  if (value.trim() === '') throw new UnusableClaims('The name identifier that the rules issue is empty.');
  return value;
}

/** SAML 1.1 names an attribute by namespace and name: its type is cut at the last slash. */
function checkType(type: string, tokenType: TokenType): void {
  if (type.trim() === '') throw new UnusableClaims('A rule issues a claim without a type.');
  if (tokenType === 'saml11' && !/^.+\/[^/]+$/s.test(type))
    throw new UnusableClaims(
      `A SAML 1.1 token cannot hold a claim of type «${type.slice(0, 60)}»: it needs a slash.`,
    );
}

function checkSize(attributes: ReadonlyMap<string, readonly string[]>): void {
  let size = 0;
  for (const [type, values] of attributes) for (const value of values) size += type.length + value.length;
  if (size > MAX_TOKEN_CHARACTERS)
    throw new UnusableClaims(`The rules issue more than ${MAX_TOKEN_CHARACTERS} characters.`);
}

/** It goes through a browser's form and a relying party's limits; a picture of group membership has 50,000. */
const MAX_TOKEN_CHARACTERS = 256 * 1024;
