import { createHash } from 'node:crypto';
import type { TenantId, User, UserId, UserRepository } from '@signet/identity';
import { sql } from 'kysely';
import { atomically } from './atomically.ts';
import { flag, isString, parseList } from './columns.ts';
import { notFound } from './conflicts.ts';
import { domainOfKey } from './domain-of-key.ts';
import { parseCursor, rowsToFetch, toPage } from './page.ts';
import type { Sql, UserRow } from './schema.ts';
import { writtenOnce } from './written-once.ts';

/** `UserRepository` over one database, or over one transaction of it. */
export function createUserRepository(database: Sql): UserRepository {
  const users = database.selectFrom('user').selectAll('user');
  const byId = writtenOnce<{ id: string }, UserRow>(database, (value) =>
    users.where('user.id', '=', value('id')),
  );
  const byName = writtenOnce<{ key: string }, UserRow>(database, (value) =>
    users.where('user_principal_name_key', '=', value('key')),
  );
  const byImmutableId = writtenOnce<{ tenantId: string; immutableId: string }, UserRow>(database, (value) =>
    users.where('user.tenant_id', '=', value('tenantId')).where('immutable_id', '=', value('immutableId')),
  );
  return {
    add: (user) =>
      atomically(database, async (transaction) => {
        await transaction.insertInto('user').values(toRow(user)).execute();
        await addProxyAddresses(transaction, user);
        await addCertificateUserIds(transaction, user);
      }),
    update: (user) => atomically(database, (transaction) => update(transaction, user)),
    remove: (id) => atomically(database, (transaction) => remove(transaction, id)),
    change: (before, after) => atomically(database, (transaction) => change(transaction, before, after)),
    async moveValidFrom(id, to) {
      const moved = database.updateTable('user').set({ sts_refresh_tokens_valid_from: to });
      await moved.where('id', '=', id).execute();
    },
    async find(id) {
      return toOptionalUser(await byId.first({ id }));
    },
    async findByUserPrincipalName(userPrincipalName) {
      const key = userPrincipalName.toLowerCase();
      return toOptionalUser(await byName.first({ key }));
    },
    async findByImmutableId(tenantId, onPremisesImmutableId) {
      return toOptionalUser(await byImmutableId.first({ tenantId, immutableId: onPremisesImmutableId }));
    },
    async findByProxyAddress(tenantId, address) {
      const row = await users
        .innerJoin('proxy_address', 'proxy_address.user_id', 'user.id')
        .where('proxy_address.tenant_id', '=', tenantId)
        .where('address_key', '=', address.toLowerCase())
        .executeTakeFirst();
      return toOptionalUser(row);
    },
    async findByCertificateUserId(tenantId, value) {
      const row = await users
        .innerJoin('certificate_user_id', 'certificate_user_id.user_id', 'user.id')
        .where('certificate_user_id.tenant_id', '=', tenantId)
        .where('value_sha256', '=', certificateUserIdKey(value))
        .executeTakeFirst();
      return toOptionalUser(row);
    },
    async findInDomain(name) {
      const key = name.toLowerCase();
      const byName = await users
        .where(sql.raw<string>(domainOfKey('user_principal_name_key')), '=', key)
        .limit(1)
        .executeTakeFirst();
      if (byName) return toUser(byName);
      const row = await users
        .innerJoin('proxy_address', 'proxy_address.user_id', 'user.id')
        .where(sql.raw<string>(domainOfKey('address_key')), '=', key)
        .limit(1)
        .executeTakeFirst();
      return toOptionalUser(row);
    },
    async list(tenantId, page) {
      const cursor = parseCursor(page);
      let query = users.where('tenant_id', '=', tenantId);
      if (cursor !== undefined) query = query.where('user_principal_name_key', '>', String(cursor[0]));
      const rows = await query.orderBy('user_principal_name_key').limit(rowsToFetch(page)).execute();
      return toPage(rows, page, toUser, (row) => [row.user_principal_name_key, row.id]);
    },
  };
}

async function update(transaction: Sql, user: User): Promise<void> {
  await writeColumns(transaction, user, toRow(user));
  await replaceProxyAddresses(transaction, user);
  await replaceCertificateUserIds(transaction, user);
}

async function change(transaction: Sql, before: User, after: User): Promise<void> {
  const known = toRow(before);
  const differing = Object.entries(toRow(after)).filter(
    ([name, value]) => known[name as keyof UserRow] !== value,
  );
  if (differing.length === 0) return;
  const columns: Partial<UserRow> = Object.fromEntries(differing);
  await writeColumns(transaction, after, columns);
  if (columns.proxy_addresses !== undefined) await replaceProxyAddresses(transaction, after);
  if (columns.certificate_user_ids !== undefined) await replaceCertificateUserIds(transaction, after);
}

async function writeColumns(transaction: Sql, { id }: User, columns: Partial<UserRow>): Promise<void> {
  const written = transaction.updateTable('user').set(columns).where('id', '=', id);
  const { numUpdatedRows } = await written.executeTakeFirst();
  if (numUpdatedRows === 0n) throw notFound('user');
}

async function replaceProxyAddresses(transaction: Sql, user: User): Promise<void> {
  await transaction.deleteFrom('proxy_address').where('user_id', '=', user.id).execute();
  await addProxyAddresses(transaction, user);
}

async function replaceCertificateUserIds(transaction: Sql, user: User): Promise<void> {
  await transaction.deleteFrom('certificate_user_id').where('user_id', '=', user.id).execute();
  await addCertificateUserIds(transaction, user);
}

/** What names the user without a foreign key goes first; the rest goes with the user. */
async function remove(transaction: Sql, id: UserId): Promise<void> {
  await transaction.deleteFrom('app_role_assignment').where('principal_id', '=', id).execute();
  await transaction.deleteFrom('permission_grant').where('principal', '=', id).execute();
  await transaction.deleteFrom('user_password').where('user_id', '=', id).execute();
  await transaction.deleteFrom('partner_session').where('user_id', '=', id).execute();
  await transaction.deleteFrom('user').where('id', '=', id).execute();
}

/** A hash, because PostgreSQL keeps no long text in an index. Without case, as the values are matched. */
function certificateUserIdKey(value: string): string {
  return createHash('sha256').update(value.toLowerCase()).digest('hex');
}

/** A value names one user of the tenant. */
async function addCertificateUserIds(transaction: Sql, { id, tenantId, certificateUserIds }: User) {
  for (const value_sha256 of new Set(certificateUserIds.map(certificateUserIdKey))) {
    const row = { tenant_id: tenantId, value_sha256, user_id: id };
    await transaction.insertInto('certificate_user_id').values(row).execute();
  }
}

async function addProxyAddresses(transaction: Sql, { id, tenantId, proxyAddresses }: User): Promise<void> {
  const keys = new Set(proxyAddresses.map(smtpAddressKey).filter((key) => key !== undefined));
  for (const address_key of keys) {
    const row = { tenant_id: tenantId, address_key, user_id: id };
    await transaction.insertInto('proxy_address').values(row).execute();
  }
}

/**
 * Mail addresses only: `SIP:`, `X500:` and the like are kept on the user but name nobody, and may be the
 * same text as the mail address.
 */
function smtpAddressKey(proxyAddress: string): string | undefined {
  const [, type, address] = /^(?:([A-Za-z0-9]+):)?(.*)$/su.exec(proxyAddress) ?? [];
  return type === undefined || type.toLowerCase() === 'smtp' ? address?.toLowerCase() : undefined;
}

function toRow(user: User): UserRow {
  return {
    id: user.id,
    tenant_id: user.tenantId,
    user_principal_name: user.userPrincipalName,
    user_principal_name_key: user.userPrincipalName.toLowerCase(),
    display_name: user.displayName,
    given_name: user.givenName ?? null,
    surname: user.surname ?? null,
    mail: user.mail ?? null,
    proxy_addresses: JSON.stringify(user.proxyAddresses),
    immutable_id: user.onPremisesImmutableId ?? null,
    certificate_user_ids: JSON.stringify(user.certificateUserIds),
    on_premises_user_principal_name: user.onPremisesUserPrincipalName ?? null,
    account_enabled: flag(user.accountEnabled),
    roles: JSON.stringify(user.roles),
    sts_refresh_tokens_valid_from: user.stsRefreshTokensValidFrom ?? null,
    created_at: user.createdAt,
  };
}

function toOptionalUser(row: UserRow | undefined): User | undefined {
  return row && toUser(row);
}

function toUser(row: UserRow): User {
  return {
    id: row.id as UserId,
    tenantId: row.tenant_id as TenantId,
    userPrincipalName: row.user_principal_name,
    displayName: row.display_name,
    ...(row.given_name !== null && { givenName: row.given_name }),
    ...(row.surname !== null && { surname: row.surname }),
    mail: row.mail ?? undefined,
    proxyAddresses: parseList(row.proxy_addresses, 'user.proxy_addresses', isString),
    onPremisesImmutableId: row.immutable_id ?? undefined,
    certificateUserIds: parseList(row.certificate_user_ids, 'user.certificate_user_ids', isString),
    ...(row.on_premises_user_principal_name !== null && {
      onPremisesUserPrincipalName: row.on_premises_user_principal_name,
    }),
    accountEnabled: row.account_enabled === 1,
    roles: parseList(row.roles, 'user.roles', isString),
    stsRefreshTokensValidFrom: row.sts_refresh_tokens_valid_from ?? undefined,
    createdAt: row.created_at,
  };
}
