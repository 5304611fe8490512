import type { CertificateAuthority } from '@signet/identity';
import { type AnyOperation, defineOperation } from '../../operation.ts';
import {
  CONFIGURATION,
  NEW_CONFIGURATION,
  type NewConfiguration,
} from '../../schemas/certificate-authority.ts';
import { findOrganization } from '../organization/organization-json.ts';
import { CONFIGURATION_ID, configurationContext, configurationJson } from './configuration-json.ts';
import { CHANGE_AUTHORITIES, WRITE_CONFIGURATION } from './permissions.ts';
import { replaceAuthorities } from './replace-authorities.ts';

const PATH = '/organization/{organizationId}/certificateBasedAuthConfiguration';

export const createConfiguration: AnyOperation = defineOperation<NewConfiguration>({
  id: 'certificateBasedAuthConfiguration_create',
  method: 'POST',
  path: PATH,
  // What the page of 2021 showed; clients written after it send the whole body there.
  otherPaths: [`${PATH}/$ref`],
  versions: ['v1.0', 'beta'],
  summary:
    'Replaces the whole list of trusted certificate authorities, all or nothing; fills in issuer and issuerSki.',
  permissions: WRITE_CONFIGURATION,
  access: 'administrator',
  input: NEW_CONFIGURATION,
  output: CONFIGURATION,
  status: 201,
  audit: {
    ...CHANGE_AUTHORITIES,
    name: 'Create certificate based auth configuration',
    operationType: 'Update',
  },
  async handle(call) {
    const { directory, caller, params, revocation } = call;
    const tenant = await findOrganization(directory, caller, params['organizationId'] ?? '');
    const { authorities, changed } = await replaceAuthorities(call, tenant.id);
    return {
      context: `${configurationContext(tenant.id)}/$entity`,
      body: configurationJson(authorities),
      target: { id: CONFIGURATION_ID, displayName: tenant.displayName },
      afterwards: () => fetchCrls(changed, (authority) => revocation.refresh(authority)),
    };
  },
});

/** So that the first sign-in finds the CRLs there; what fails is told beside the CA as its last error. */
async function fetchCrls(
  authorities: readonly CertificateAuthority[],
  refresh: (authority: CertificateAuthority) => Promise<unknown>,
): Promise<void> {
  await Promise.allSettled(authorities.map(refresh));
}
