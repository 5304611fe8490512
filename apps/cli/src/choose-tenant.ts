import type { Directory, Tenant } from '@signet/identity';
import { CommandError, EXIT } from './exit-codes.ts';

/** The tenant that --tenant names by id or display name; without it the only one there is. */
export async function chooseTenant(directory: Directory, wanted: string | undefined): Promise<Tenant> {
  const tenants = await directory.tenants.list();
  const [only, another] = tenants;
  if (only === undefined) {
    throw new CommandError(
      EXIT.notFound,
      'There is no tenant yet: make one with «signet tenant add», or the demo’s with «signet start --demo», or name another folder with --data.',
    );
  }
  const names = tenants.map(({ id, displayName }) => `${id} (${displayName})`).join(', ');
  if (wanted === undefined) {
    if (another === undefined) return only;
    throw new CommandError(EXIT.usage, `There are several tenants; choose one with --tenant: ${names}.`);
  }
  const chosen = tenants.filter(
    ({ id, displayName }) => id === wanted.toLowerCase() || displayName === wanted,
  );
  const [tenant, twin] = chosen;
  if (tenant !== undefined && twin === undefined) return tenant;
  throw new CommandError(
    EXIT.notFound,
    `${twin === undefined ? 'There is no tenant' : 'More than one tenant is called'} ${wanted}; there are: ${names}.`,
  );
}
