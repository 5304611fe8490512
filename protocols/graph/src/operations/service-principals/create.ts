import { badRequest } from '../../graph-error.ts';
import { type AnyOperation, defineOperation } from '../../operation.ts';
import {
  NEW_SERVICE_PRINCIPAL,
  type NewServicePrincipal,
  SERVICE_PRINCIPAL,
} from '../../schemas/service-principal.ts';
import { WRITE_PRINCIPALS } from '../applications/permissions.ts';
import { servicePrincipalJson } from './service-principal-json.ts';

export const createServicePrincipal: AnyOperation = defineOperation<NewServicePrincipal>({
  id: 'servicePrincipals_create',
  method: 'POST',
  path: '/servicePrincipals',
  versions: ['v1.0', 'beta'],
  summary: 'Answers the service principal of an application of the tenant, which is there from the start.',
  permissions: WRITE_PRINCIPALS,
  access: 'administrator',
  input: NEW_SERVICE_PRINCIPAL,
  output: SERVICE_PRINCIPAL,
  status: 201,
  audit: {
    name: 'Add service principal',
    category: 'ApplicationManagement',
    operationType: 'Add',
    targetType: 'ServicePrincipal',
  },
  async handle({ directory, caller, body }) {
    const appId = body.appId.toLowerCase();
    const application = (await directory.applications.list(caller.user.tenantId)).find(
      (one) => one.appId === appId,
    );
    if (!application) {
      throw badRequest(
        `There is no application ${appId} in this organization; one of another has no place here.`,
      );
    }
    const target = { id: application.appId, displayName: application.displayName };
    return { context: 'servicePrincipals/$entity', body: servicePrincipalJson(application), target };
  },
});
