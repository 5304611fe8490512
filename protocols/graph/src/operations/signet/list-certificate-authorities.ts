import { collect } from '../../odata/collect.ts';
import { type AnyOperation, defineOperation } from '../../operation.ts';
import { AUTHORITY_STATES } from '../../schemas/certificate-authority.ts';
import { READ_CONFIGURATION } from '../certificate-based-auth-configuration/permissions.ts';
import { findOrganization } from '../organization/organization-json.ts';
import { authorityStateJson } from './authority-state-json.ts';

export const listAuthorityStates: AnyOperation = defineOperation({
  id: 'signet_certificateAuthorities_list',
  method: 'GET',
  path: '/organization/{organizationId}/signet/certificateAuthorities',
  versions: ['beta'],
  summary:
    'Lists the trusted certificate authorities with what is held of their CRLs (an addition of Signet).',
  permissions: READ_CONFIGURATION,
  access: 'administrator',
  query: ['select', 'top', 'skiptoken', 'count'],
  output: AUTHORITY_STATES,
  status: 200,
  async handle({ directory, revocation, caller, root, query, params }) {
    const tenant = await findOrganization(directory, caller, params['organizationId'] ?? '');
    const authorities = await directory.certificateAuthorities.list(tenant.id);
    const states = await Promise.all(
      authorities.map(async (authority) => authorityStateJson(authority, await revocation.status(authority))),
    );
    const path = `/organization/${tenant.id}/signet/certificateAuthorities`;
    const context = `organization('${tenant.id}')/signet/certificateAuthorities`;
    return { body: collect({ root, path, context, query }, states) };
  },
});
