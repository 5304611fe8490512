import { type Directory, domainOf, type User } from '@signet/identity';
import { MAX_RECIPIENTS } from './budgets.ts';
import type { DeliveryRefusal } from './mailbox-types.ts';

/** By proxy address, else by userPrincipalName; the domain must be one of a tenant's here. */
export async function findRecipient(directory: Directory, address: string): Promise<User | undefined> {
  const domain = await directory.domains.find(domainOf(address) ?? '');
  if (domain === undefined) return undefined;
  const byProxyAddress = await directory.users.findByProxyAddress(domain.tenantId, address);
  return byProxyAddress ?? (await directory.users.findByUserPrincipalName(address));
}

export type Recipients =
  | { readonly outcome: 'found'; readonly users: readonly User[] }
  | Extract<DeliveryRefusal, { readonly outcome: `${string}-recipients` }>;

/** Everybody once, however many of their addresses are named. */
export async function findRecipients(
  directory: Directory,
  addresses: readonly string[],
): Promise<Recipients> {
  if (addresses.length === 0) return { outcome: 'no-recipients' };
  if (addresses.length > MAX_RECIPIENTS) return { outcome: 'too-many-recipients' };
  const users = new Map<string, User>();
  const unknown: string[] = [];
  const outside: string[] = [];
  for (const address of addresses) {
    const user = await findRecipient(directory, address);
    if (user) users.set(user.id, user);
    else if (await directory.domains.find(domainOf(address) ?? '')) unknown.push(address);
    else outside.push(address);
  }
  if (unknown.length > 0) return { outcome: 'unknown-recipients', addresses: unknown };
  if (outside.length > 0) return { outcome: 'outside-recipients', addresses: outside };
  return { outcome: 'found', users: [...users.values()] };
}
