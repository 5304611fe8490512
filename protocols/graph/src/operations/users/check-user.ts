import { type Directory, domainOf, type TenantId, type User } from '@signet/identity';
import { badRequest } from '../../graph-error.ts';

/** Throws `Request_BadRequest` for a user that could never sign in as it stands (Microsoft Graph). */
export async function checkUser(
  directory: Directory,
  { tenantId, userPrincipalName, onPremisesImmutableId }: Omit<User, 'id'>,
): Promise<void> {
  const domain = await findDomain(directory, tenantId, userPrincipalName);
  if (domain === undefined) {
    throw badRequest(
      'The domain portion of the userPrincipalName property is invalid: use a verified domain of the organization.',
    );
  }
  if (domain.federation !== undefined && onPremisesImmutableId === undefined) {
    throw badRequest(
      'A user of a federated domain needs onPremisesImmutableId: federation names it by this.',
    );
  }
}

/**
 * Throws `Request_BadRequest` for an address in a domain of another tenant: the user would write mail as somebody
 * of theirs. Domains of nobody here are taken, as Entra takes them.
 */
export async function checkMail(directory: Directory, { tenantId, mail }: Omit<User, 'id'>): Promise<void> {
  const domain = await directory.domains.find(domainOf(mail ?? '') ?? '');
  if (domain === undefined || domain.tenantId === tenantId) return;
  throw badRequest('The domain portion of the mail property is invalid: it belongs to another organization.');
}

async function findDomain(directory: Directory, tenantId: TenantId, userPrincipalName: string) {
  const domain = await directory.domains.find(domainOf(userPrincipalName) ?? '');
  return domain?.tenantId === tenantId ? domain : undefined;
}
