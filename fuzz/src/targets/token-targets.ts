import { isGuid, OptionalClaimsError, readOptionalClaims } from '@signet/identity';
import { readAccessTokenClaims } from '@signet/tokens';
import { type FuzzTarget, PropertyError, parsed } from '../target.ts';

/** What is read of tokens that come back, and of what applications want in theirs. */
export const TOKEN_TARGETS: readonly FuzzTarget[] = [
  {
    name: 'access-token-claims',
    shape: 'text',
    covers: ['/services/tokens/src/access-token-claims.ts'],
    maxLength: 4096,
    dictionary: [
      '"idtyp":"user",',
      '"ver":"1.0",',
      '"cnf":{"x5t#S256":"a"},',
      '"roles":["a"],',
      '"scp":"a b",',
      'null',
    ],
    seeds: [
      accessToken({}),
      accessToken({ idtyp: 'app', ver: '2.0', roles: ['a'], cnf: { 'x5t#S256': 'a' } }),
    ],
    run: checkAccessToken,
  },
  {
    name: 'optional-claims',
    shape: 'text',
    covers: ['/core/identity/src/token-configuration.ts'],
    maxLength: 2048,
    dictionary: [
      '"idToken":[',
      '"accessToken":[',
      '{"name":"aud"}',
      '"additionalProperties":["use_guid"]',
      '"source":null',
      '__proto__',
    ],
    seeds: [
      '{"idToken":[{"name":"email","source":null,"essential":false}],"accessToken":[{"name":"aud","additionalProperties":["use_guid"]}]}',
    ].map((text) => Buffer.from(text)),
    run: checkOptionalClaims,
  },
];

// A signed token that is ours says who and for whom, or it is none.
function checkAccessToken(input: Uint8Array): void {
  const payload = parsed(() => JSON.parse(Buffer.from(input).toString('utf8')), SyntaxError);
  if (typeof payload !== 'object' || payload === null) return;
  const claims = readAccessTokenClaims(payload);
  if (claims === undefined) return;
  for (const id of [claims.tenantId, claims.clientId, claims.objectId])
    if (!isGuid(id)) throw new PropertyError('an access token with an id that is no GUID was read');
}

// What was read reads the same once more.
function checkOptionalClaims(input: Uint8Array): void {
  const value = parsed(() => JSON.parse(Buffer.from(input).toString('utf8')), SyntaxError);
  const claims = parsed(() => readOptionalClaims(value), OptionalClaimsError);
  if (claims === undefined) return;
  const again = readOptionalClaims(JSON.parse(JSON.stringify(claims)));
  if (JSON.stringify(again) !== JSON.stringify(claims))
    throw new PropertyError('optional claims read again are others');
}

function accessToken(changes: object): Uint8Array {
  const id = '8f14e45f-ceea-467f-9d5a-1c2b3a4d5e6f';
  const who = {
    idtyp: 'user',
    ver: '1.0',
    iss: 'i',
    aud: 'a',
    sub: 's',
    uti: 'u',
    tid: id,
    oid: id,
    appid: id,
  };
  return Buffer.from(
    JSON.stringify({ ...who, iat: 1, nbf: 1, exp: 2, scp: 'a', sid: id, rh: id, ...changes }),
  );
}
