import { type AnyOperation, defineOperation } from '../../operation.ts';
import {
  X509_POLICY,
  X509_POLICY_CHANGES,
  type X509CertificatePolicyChanges,
} from '../../schemas/x509-certificate-policy.ts';
import { checkPolicy } from './check-policy.ts';
import { CHANGE_POLICY, findPolicy, POLICY_ID, POLICY_PATH, WRITE_POLICY } from './policy.ts';

export const updatePolicy: AnyOperation = defineOperation<X509CertificatePolicyChanges>({
  id: 'x509Certificate_update',
  method: 'PATCH',
  path: POLICY_PATH,
  versions: ['v1.0', 'beta'],
  summary: 'Stores changes of the policy of the X.509 certificate method; the body names its @odata.type.',
  permissions: WRITE_POLICY,
  access: 'administrator',
  input: X509_POLICY_CHANGES,
  status: 204,
  audit: { ...CHANGE_POLICY, name: 'Authentication Methods Policy Update', operationType: 'Update' },
  async handle({ directory, caller, body }) {
    const { tenantId } = caller.user;
    const after = X509_POLICY.parse({ ...(await findPolicy(directory, tenantId)), ...body });
    await checkPolicy(after, tenantId, directory);
    await directory.authenticationMethodPolicies.put(tenantId, POLICY_ID, JSON.stringify(after));
    return { target: { id: POLICY_ID, displayName: POLICY_ID } };
  },
});
