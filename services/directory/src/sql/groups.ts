import type { Group, GroupId, GroupRepository, TenantId, UserId } from '@signet/identity';
import { parseCursor, rowsToFetch, toPage } from './page.ts';
import type { GroupRow, Sql } from './schema.ts';

/** `GroupRepository` over one database, or over one transaction of it. */
export function createGroupRepository(database: Sql): GroupRepository {
  const groups = database.selectFrom('directory_group').selectAll();
  const members = database.selectFrom('group_member');
  return {
    async add(group) {
      await database.insertInto('directory_group').values(toRow(group)).execute();
    },
    async remove(id) {
      await database.deleteFrom('directory_group').where('id', '=', id).execute();
    },
    async find(id) {
      const row = await groups.where('id', '=', id).executeTakeFirst();
      return row && toGroup(row);
    },
    async list(tenantId, page) {
      const cursor = parseCursor(page);
      let query = groups.where('tenant_id', '=', tenantId);
      if (cursor !== undefined) {
        const [name, id] = cursor;
        query = query.where(({ eb, refTuple, tuple }) =>
          eb(refTuple('display_name', 'id'), '>', tuple(String(name), id)),
        );
      }
      const rows = await query.orderBy('display_name').orderBy('id').limit(rowsToFetch(page)).execute();
      return toPage(rows, page, toGroup, (row) => [row.display_name, row.id]);
    },
    async addMember(id, userId) {
      await database.insertInto('group_member').values({ group_id: id, user_id: userId }).execute();
    },
    async removeMember(id, userId) {
      const { numDeletedRows } = await database
        .deleteFrom('group_member')
        .where('group_id', '=', id)
        .where('user_id', '=', userId)
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },
    async listMembers(id, page) {
      const cursor = parseCursor(page);
      let query = members.select('user_id').where('group_id', '=', id);
      if (cursor !== undefined) query = query.where('user_id', '>', cursor[1]);
      const rows = await query.orderBy('user_id').limit(rowsToFetch(page)).execute();
      return toPage(
        rows,
        page,
        ({ user_id }) => user_id as UserId,
        ({ user_id }) => ['', user_id],
      );
    },
    async listOfUser(userId) {
      const rows = await members
        .select('group_id')
        .where('user_id', '=', userId)
        .orderBy('group_id')
        .execute();
      return rows.map(({ group_id }) => group_id as GroupId);
    },
  };
}

function toRow(group: Group): GroupRow {
  return {
    id: group.id,
    tenant_id: group.tenantId,
    display_name: group.displayName,
    description: group.description ?? null,
    created_at: group.createdAt,
  };
}

function toGroup(row: GroupRow): Group {
  return {
    id: row.id as GroupId,
    tenantId: row.tenant_id as TenantId,
    displayName: row.display_name,
    description: row.description ?? undefined,
    createdAt: row.created_at,
  };
}
