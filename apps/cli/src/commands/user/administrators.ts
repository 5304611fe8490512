import { type Directory, isGlobalAdministrator, type User } from '@signet/identity';
import { warn } from '../../terminal/print.ts';

/** The one role that there is. */
export const ADMINISTRATOR = 'Global Administrator';

/** Whoever took the role from the last one can give it to another here, but not in the admin center. */
export async function warnWithoutAdministrator(
  before: User,
  { users, tenants }: Pick<Directory, 'users' | 'tenants'>,
): Promise<void> {
  if (!isGlobalAdministrator(before)) return;
  const { tenantId } = before;
  let after: string | undefined;
  do {
    const page = await users.list(tenantId, { limit: 1000, ...(after !== undefined && { after }) });
    if (page.items.some((user) => user.accountEnabled && isGlobalAdministrator(user))) return;
    after = page.next;
  } while (after !== undefined);
  const tenant = await tenants.find(tenantId);
  warn(
    `${tenant?.displayName ?? tenantId} has no administrator any more: «signet user set <upn> --administrator yes» makes one.`,
  );
}
