import { guid, type TenantId } from '@signet/identity';
import type { World } from './_world.ts';

/** Adds another organisation to a world, with one managed domain: `Northwind` has `northwind.example`. */
export async function addTenant({ server }: Pick<World, 'server'>, displayName: string): Promise<TenantId> {
  const { directory, random, clock } = server.services;
  const id = guid<TenantId>(random.guid());
  const name = `${displayName.toLowerCase()}.example`;
  await directory.tenants.add({ id, displayName, createdAt: clock.now() });
  await directory.domains.add({ name, tenantId: id, isDefault: true, federation: undefined });
  return id;
}
