import { GRAPH_APP_ID } from '@signet/identity';
import { type AnyOperation, defineOperation } from '../../operation.ts';
import { SERVICE_PRINCIPAL } from '../../schemas/service-principal.ts';
import { findApplication } from '../applications/application-json.ts';
import { READ_APPLICATIONS } from '../applications/permissions.ts';
import { graphPrincipalJson, servicePrincipalJson } from './service-principal-json.ts';

export const getServicePrincipal: AnyOperation = defineOperation({
  id: 'servicePrincipals_get',
  method: 'GET',
  path: '/servicePrincipals/{servicePrincipalId}',
  versions: ['v1.0', 'beta'],
  summary: 'Reads a service principal; its id is the appId.',
  permissions: READ_APPLICATIONS,
  access: 'administrator',
  query: ['select'],
  output: SERVICE_PRINCIPAL,
  status: 200,
  async handle({ directory, caller, params, root }) {
    const context = 'servicePrincipals/$entity';
    const { servicePrincipalId = '' } = params;
    if (servicePrincipalId.toLowerCase() === GRAPH_APP_ID) return { context, body: graphPrincipalJson(root) };
    return {
      context,
      body: servicePrincipalJson(await findApplication(directory, caller, servicePrincipalId)),
    };
  },
});
