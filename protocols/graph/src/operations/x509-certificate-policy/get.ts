import { type AnyOperation, defineOperation } from '../../operation.ts';
import { X509_POLICY } from '../../schemas/x509-certificate-policy.ts';
import { findPolicy, POLICY_CONTEXT, POLICY_PATH, READ_POLICY } from './policy.ts';

export const getPolicy: AnyOperation = defineOperation({
  id: 'x509Certificate_get',
  method: 'GET',
  path: POLICY_PATH,
  versions: ['v1.0', 'beta'],
  summary: 'Reads the policy of the X.509 certificate method.',
  permissions: READ_POLICY,
  access: 'administrator',
  query: ['select'],
  output: X509_POLICY,
  status: 200,
  async handle({ directory, caller }) {
    return { context: POLICY_CONTEXT, body: await findPolicy(directory, caller.user.tenantId) };
  },
});
