import {
  ALL_USERS,
  type CertificateMethod,
  type Directory,
  findInconsistency,
  type GroupId,
  guid,
  isGuid,
  type MethodTarget,
  type TenantId,
  type UserId,
} from '@signet/identity';
import { badRequest } from '../../graph-error.ts';

/** Throws `Request_BadRequest` for a policy that contradicts itself or names what is not there. */
export async function checkPolicy(
  policy: CertificateMethod,
  tenantId: TenantId,
  directory: Directory,
): Promise<void> {
  const inconsistency = findInconsistency(policy);
  if (inconsistency !== undefined) throw badRequest(inconsistency);
  const targets = [
    ...policy.includeTargets,
    ...policy.excludeTargets,
    ...policy.certificateAuthorityScopes.flatMap(({ includeTargets }) => includeTargets),
  ];
  for (const target of targets) {
    if (!(await exists(target, tenantId, directory))) {
      throw badRequest(`The ${target.targetType} '${target.id}' does not exist in this organization.`);
    }
  }
}

async function exists(
  { id, targetType }: MethodTarget,
  tenantId: TenantId,
  { users, groups }: Directory,
): Promise<boolean> {
  if (targetType === 'group' && id === ALL_USERS) return true;
  if (!isGuid(id)) return false;
  const found =
    targetType === 'group' ? await groups.find(guid<GroupId>(id)) : await users.find(guid<UserId>(id));
  return found?.tenantId === tenantId;
}
