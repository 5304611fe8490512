import { type CertificateAuthorityId, guid, isGuid } from '@signet/identity';
import { notFound } from '../../graph-error.ts';
import { type AnyOperation, defineOperation } from '../../operation.ts';
import { AUTHORITY_STATE } from '../../schemas/certificate-authority.ts';
import {
  CHANGE_AUTHORITIES,
  WRITE_CONFIGURATION,
} from '../certificate-based-auth-configuration/permissions.ts';
import { findOrganization } from '../organization/organization-json.ts';
import { authorityStateJson } from './authority-state-json.ts';

export const refreshCrl: AnyOperation = defineOperation({
  id: 'signet_certificateAuthorities_refreshCrl',
  method: 'POST',
  path: '/organization/{organizationId}/signet/certificateAuthorities/{certificateAuthorityId}/refreshCrl',
  versions: ['beta'],
  summary:
    'Downloads the CRLs of a certificate authority now and answers what is held afterwards (an addition of Signet).',
  permissions: WRITE_CONFIGURATION,
  access: 'administrator',
  output: AUTHORITY_STATE,
  status: 200,
  audit: { ...CHANGE_AUTHORITIES, name: 'Refresh certificate revocation lists', operationType: 'Update' },
  outsideTransaction: true,
  async handle({ directory, revocation, caller, params }) {
    const tenant = await findOrganization(directory, caller, params['organizationId'] ?? '');
    const id = params['certificateAuthorityId'] ?? '';
    const authority = isGuid(id)
      ? await directory.certificateAuthorities.find(guid<CertificateAuthorityId>(id))
      : undefined;
    if (authority?.tenantId !== tenant.id) throw notFound(id);
    await revocation.refresh(authority);
    return {
      context: `organization('${tenant.id}')/signet/certificateAuthorities/$entity`,
      body: authorityStateJson(authority, await revocation.status(authority)),
      target: { id: authority.id, displayName: authority.issuer },
    };
  },
});
