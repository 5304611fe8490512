import { DEFAULT_CERTIFICATE_METHOD, type Directory, DirectoryError, type TenantId } from '@signet/identity';
import type { Activity, Permissions } from '../../operation.ts';
import {
  X509_POLICY,
  X509_POLICY_TYPE,
  type X509CertificatePolicyJson,
} from '../../schemas/x509-certificate-policy.ts';

export const POLICY_ID = 'X509Certificate';

export const POLICY_PATH =
  '/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/x509Certificate';

export const POLICY_CONTEXT = 'authenticationMethodConfigurations/$entity';

export const READ_POLICY: Permissions = {
  least: 'Policy.Read.AuthenticationMethod',
  accepted: ['Policy.ReadWrite.AuthenticationMethod'],
};

export const WRITE_POLICY: Permissions = { least: 'Policy.ReadWrite.AuthenticationMethod', accepted: [] };

export const CHANGE_POLICY: Pick<Activity, 'category' | 'targetType'> = {
  category: 'Policy',
  targetType: 'Policy',
};

/** The stored policy, or the defaults. */
export async function findPolicy(
  directory: Directory,
  tenantId: TenantId,
): Promise<X509CertificatePolicyJson> {
  const text = await directory.authenticationMethodPolicies.find(tenantId, POLICY_ID);
  if (text === undefined) return DEFAULT_POLICY;
  const { success, data, error } = X509_POLICY.safeParse(JSON.parse(text));
  if (success) return data;
  throw new DirectoryError(
    'corrupt',
    'The stored x509Certificate policy does not fit its schema; delete it.',
    {
      cause: error,
    },
  );
}

const DEFAULT_POLICY: X509CertificatePolicyJson = {
  '@odata.type': X509_POLICY_TYPE,
  id: POLICY_ID,
  ...DEFAULT_CERTIFICATE_METHOD,
};
