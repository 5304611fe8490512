import { type AnyOperation, defineOperation } from '../../operation.ts';
import { CHANGE_POLICY, POLICY_ID, POLICY_PATH, WRITE_POLICY } from './policy.ts';

export const deletePolicy: AnyOperation = defineOperation({
  id: 'x509Certificate_delete',
  method: 'DELETE',
  path: POLICY_PATH,
  versions: ['v1.0', 'beta'],
  summary: 'Resets the policy of the X.509 certificate method to its defaults.',
  permissions: WRITE_POLICY,
  access: 'administrator',
  status: 204,
  audit: { ...CHANGE_POLICY, name: 'Authentication Methods Policy Reset', operationType: 'Delete' },
  async handle({ directory, caller }) {
    await directory.authenticationMethodPolicies.remove(caller.user.tenantId, POLICY_ID);
    return { target: { id: POLICY_ID, displayName: POLICY_ID } };
  },
});
