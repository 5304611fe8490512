import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import {
  AMR_FEDERATED,
  type CertificateAuthorityId,
  type Directory,
  type Grant,
  guid,
  type User,
} from '@signet/identity';
import { APPLICATION_IDS, CONTOSO_TENANT_ID, FEDERATED_DOMAIN } from '@signet/lab';

export interface FillOptions {
  /** As many users, and as many grants with a refresh token each. */
  readonly users: number;
  /** How many of them shall be named. */
  readonly people: number;
  /** How many refresh tokens shall be told. */
  readonly refreshTokens: number;
  /** Where everybody's certificate came from. */
  readonly authority: { readonly id: CertificateAuthorityId; readonly subject: string };
  readonly now: number;
}

export interface Filled {
  /** User principal names. */
  readonly upns: readonly string[];
  readonly refreshTokens: readonly string[];
}

/** The first of all, with a grant, as the directory writes them. */
export async function addFirstPerson(directory: Directory, options: FillOptions): Promise<void> {
  const { now } = options;
  await directory.users.add(firstUser(now));
  await directory.grants.add(firstGrant(options));
  const first = { sha256: hash(tokenOf(0)), issuedAt: now, expiresAt: now + 90 * 86_400 };
  await directory.grants.addRefreshToken({ ...first, grantId: firstGrant(options).id, rotatedAt: undefined });
}

/**
 * SQLite copies the rows of the first person under other names, in one transaction: a million of them one after the other would take
 * a quarter of an hour. Nobody else may have the database open, for there is no way back from the middle.
 */
export function copyFirstPerson(path: string, { users, people, refreshTokens }: FillOptions): Filled {
  using database = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  database.function('hash_of_token', { deterministic: true }, (number) => hash(tokenOf(Number(number))));
  database.exec('pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -1000000; begin');
  for (const [table, own] of Object.entries(COPIES)) copyRows(database, table, own, users);
  database.exec('commit; analyze');
  return {
    upns: drawn(users, people).map(upnOf),
    refreshTokens: drawn(users, refreshTokens).map(tokenOf),
  };
}

/** Evenly from all; a prime step keeps neighbours apart. */
function drawn(users: number, count: number): readonly number[] {
  return Array.from({ length: Math.min(count, users) }, (_, i) => (i * 104_729) % users);
}

// Every column is copied but those that are a row's own.
function copyRows(
  database: DatabaseSync,
  table: string,
  own: Readonly<Record<string, string>>,
  users: number,
) {
  const columns = database
    .prepare(`pragma table_info("${table}")`)
    .all()
    .map(({ name }) => String(name));
  const [key = ''] = Object.keys(own);
  const indexes = takeIndexes(database, table);
  database
    .prepare(
      `insert into "${table}" (${columns.map((name) => `"${name}"`).join(', ')})
       with recursive number (n) as (select 1 union all select n + 1 from number where n + 1 < ?)
       select ${columns.map((name) => own[name] ?? `"${name}"`).join(', ')}
       from number cross join (select * from "${table}" where "${key}" = ?)
       order by 1`,
    )
    .run(users, FIRST_KEYS[table] ?? '');
  for (const index of indexes) database.exec(index);
}

/** Drops them and tells how they are made: in order, after the rows, they take a part of the time. */
function takeIndexes(database: DatabaseSync, table: string): readonly string[] {
  const found = database
    .prepare(`select name, sql from sqlite_schema where type = 'index' and tbl_name = ? and sql is not null`)
    .all(table);
  for (const { name } of found) database.exec(`drop index "${String(name)}"`);
  return found.map(({ sql }) => String(sql));
}

function firstUser(createdAt: number): User {
  return {
    id: guid(USER_ID),
    tenantId: CONTOSO_TENANT_ID,
    userPrincipalName: upnOf(0),
    displayName: 'One of many',
    mail: undefined,
    proxyAddresses: [`SMTP:${upnOf(0)}`],
    onPremisesImmutableId: `${'0'.repeat(21)}A==`,
    certificateUserIds: [],
    accountEnabled: true,
    roles: [],
    stsRefreshTokensValidFrom: undefined,
    createdAt,
  };
}

function firstGrant({ authority, now }: FillOptions): Grant {
  return {
    id: guid(GRANT_ID),
    tenantId: CONTOSO_TENANT_ID,
    userId: guid(USER_ID),
    clientId: APPLICATION_IDS.native,
    sessionId: guid(SESSION_ID),
    scopes: ['openid', 'offline_access', 'User.Read'],
    authTime: now,
    amr: [AMR_FEDERATED, 'rsa'],
    certificate: {
      issuer: authority.subject,
      serialNumber: SERIAL_NUMBER,
      certificateAuthorityId: authority.id,
      notAfter: now + 365 * 86_400,
    },
    createdAt: now,
    revokedAt: undefined,
    revokedBecause: undefined,
  };
}

function upnOf(number: number): string {
  return `person${number}@${FEDERATED_DOMAIN}`;
}

function tokenOf(number: number): string {
  return `refresh-token-of-the-bench-${number}`;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

const USER_ID = '00000000-0000-4000-8000-00000000be01';
const GRANT_ID = '00000000-0000-4000-8000-00000000be02';
const SESSION_ID = '00000000-0000-4000-8000-00000000be03';
const SERIAL_NUMBER = '5eb0a2c4d6e8f00a';

// As real ones: none follows the one before. Odd factors lead each number to another one (modulo 2^32).
const spread = (factor: number, kind: string): string =>
  `printf('%08x-0000-4000-8000-%04x%08x', (n * ${factor}) & 4294967295, ${kind}, n)`;
const USER = spread(2_654_435_761, '0xbe01');

/** What is a row's own, as an expression of its number `n`. The first column is what the first row is found by. */
const COPIES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  user: {
    id: USER,
    user_principal_name: `'person' || n || '@${FEDERATED_DOMAIN}'`,
    user_principal_name_key: `'person' || n || '@${FEDERATED_DOMAIN}'`,
    proxy_addresses: `'["SMTP:person' || n || '@${FEDERATED_DOMAIN}"]'`,
    immutable_id: `printf('%021dA==', n)`,
  },
  proxy_address: { user_id: USER, address_key: `'person' || n || '@${FEDERATED_DOMAIN}'` },
  grant: {
    id: spread(2_246_822_519, '0xbe02'),
    user_id: USER,
    session_id: spread(3_266_489_917, '0xbe03'),
    certificate_serial_number: `printf('5e%014x', (n * 668265263) & 4294967295)`,
  },
  refresh_token: { sha256: 'hash_of_token(n)', grant_id: spread(2_246_822_519, '0xbe02') },
};

const FIRST_KEYS: Readonly<Record<string, string>> = {
  user: USER_ID,
  proxy_address: USER_ID,
  grant: GRANT_ID,
  refresh_token: hash(tokenOf(0)),
};
