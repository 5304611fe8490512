import { type Directory, type Group, type GroupId, guid, isGuid, type TenantId } from '@signet/identity';
import { CommandError, EXIT } from './exit-codes.ts';

/** A group of the tenant by id or display name. */
export async function findGroup(
  directory: Pick<Directory, 'groups'>,
  tenantId: TenantId,
  wanted: string,
): Promise<Group> {
  const byId = isGuid(wanted) ? await directory.groups.find(guid<GroupId>(wanted)) : undefined;
  if (byId?.tenantId === tenantId) return byId;
  const named = (await listAllGroups(directory, tenantId)).filter(
    ({ displayName }) => displayName === wanted,
  );
  const [group, twin] = named;
  if (group !== undefined && twin === undefined) return group;
  const why = twin === undefined ? `There is no group ${wanted}` : `More than one group is called ${wanted}`;
  throw new CommandError(EXIT.notFound, `${why}: see «signet group list».`);
}

export async function listAllGroups(
  { groups }: Pick<Directory, 'groups'>,
  tenantId: TenantId,
): Promise<readonly Group[]> {
  const all: Group[] = [];
  let after: string | undefined;
  do {
    const page = await groups.list(tenantId, { limit: 1000, ...(after !== undefined && { after }) });
    all.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return all;
}
