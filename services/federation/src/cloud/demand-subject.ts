import { domainOf } from '@signet/identity';
import { NAME_ID_FORMATS } from '@signet/xml';
import { CLAIM_TYPES } from '../issuance/claim-types.ts';
import { CLAIMS } from '../vocabulary.ts';
import type { TokenExpectations } from './examine-token.ts';
import type { Requirements } from './requirement.ts';
import type { TokenFacts } from './token-facts.ts';

/** Whom the token names: the user principal name and the ImmutableID together. */
export function demandSubject(
  facts: TokenFacts,
  expected: TokenExpectations,
  { demand }: Requirements,
): void {
  const { user, domain } = expected;
  const isSaml20 = facts.version === 'SAML 2.0';
  const type = isSaml20 ? CLAIM_TYPES.idpEmail : CLAIMS.userPrincipalName;
  const names = facts.attributes.get(type) ?? [];
  const isUpn = names.length === 1 && names[0]?.toLowerCase() === user.userPrincipalName.toLowerCase();
  demand(
    { check: 'token-upn', asks: `${type} is the user principal name`, found: names.join(', ') || 'absent' },
    isUpn,
    'Issue it: the built-in rules do.',
  );
  demand(
    {
      check: 'token-upn-domain',
      asks: `The user principal name ends in @${domain}`,
      found: names[0] ?? 'absent',
    },
    domainOf(names[0] ?? '') === domain,
    'A domain answers for its own users only: name a user of the domain, or the user’s domain.',
  );
  const immutableId = user.onPremisesImmutableId;
  demand(
    {
      check: 'user-immutable-id',
      asks: 'The account has an ImmutableID, which onPremisesImmutableId at the service equals',
      found: immutableId ?? 'none',
    },
    immutableId !== undefined && immutableId.trim() !== '',
    'Give the user one, by Microsoft Graph or in the admin center: the same as at the service.',
  );
  if (isSaml20) demandPersistentNameId(facts, immutableId ?? '', demand);
  else demandImmutableId(facts, immutableId ?? '', demand);
}

function demandImmutableId(
  { attributes, nameId }: TokenFacts,
  immutableId: string,
  demand: Requirements['demand'],
): void {
  const values = attributes.get(CLAIMS.immutableId) ?? [];
  demand(
    {
      check: 'token-immutable-id',
      asks: 'The claim ImmutableID is the user’s',
      found: values.join(', ') || 'absent',
    },
    values.length === 1 && values[0] === immutableId,
    'Issue it: the built-in rules do.',
  );
  demand(
    {
      check: 'token-name-id',
      asks: 'NameIdentifier is the ImmutableID, of format unspecified',
      found: `${nameId.value}, ${nameId.format ?? 'no format'}`,
    },
    nameId.value === immutableId &&
      (nameId.format ?? NAME_ID_FORMATS.unspecified) === NAME_ID_FORMATS.unspecified,
    'Issue nameidentifier with the ImmutableID as value: the built-in rules do.',
  );
}

function demandPersistentNameId(
  { nameId }: TokenFacts,
  immutableId: string,
  demand: Requirements['demand'],
): void {
  const plain = nameId.value.replace(/\.([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  demand(
    {
      check: 'token-name-id',
      asks: 'NameID is persistent, the ImmutableID, of at most 64 characters, unsafe ones written .2B',
      found: `${nameId.value}, ${nameId.format ?? 'no format'}`,
    },
    nameId.format === NAME_ID_FORMATS.persistent &&
      nameId.value.length <= MAX_NAME_ID_LENGTH &&
      [nameId.value, plain].includes(immutableId),
    'Set --name-id-format of the relying party to persistent, and keep ImmutableIDs below 64 characters.',
  );
}

/** «Use a SAML 2.0 identity provider»: at most this long. */
const MAX_NAME_ID_LENGTH = 64;
