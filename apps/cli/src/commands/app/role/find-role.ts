import type { Application, AppRole } from '@signet/identity';
import { CommandError, EXIT } from '../../../exit-codes.ts';

/** By value or id. */
export function findRole({ appRoles, displayName }: Application, wanted: string): AppRole {
  const role = appRoles.find(({ value, id }) => value === wanted || id === wanted.toLowerCase());
  if (role) return role;
  throw new CommandError(
    EXIT.notFound,
    `${displayName} has no app role ${wanted}: see «signet app role list».`,
  );
}
