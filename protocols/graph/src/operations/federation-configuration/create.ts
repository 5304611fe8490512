import { GraphError } from '../../graph-error.ts';
import { type AnyOperation, defineOperation } from '../../operation.ts';
import { FEDERATION, NEW_FEDERATION, type NewFederation } from '../../schemas/domain.ts';
import { findDomain } from '../domains/domain-json.ts';
import { CHANGE_DOMAIN, WRITE_FEDERATION } from '../domains/permissions.ts';
import { checkIssuerUri, federationContext, federationJson, newFederation } from './federation-json.ts';

export const createFederation: AnyOperation = defineOperation<NewFederation>({
  id: 'federationConfiguration_create',
  method: 'POST',
  path: '/domains/{domainId}/federationConfiguration',
  versions: ['v1.0', 'beta'],
  summary: 'Federates a managed domain: its users sign in at the federation server from then on.',
  permissions: WRITE_FEDERATION,
  access: 'administrator',
  input: NEW_FEDERATION,
  output: FEDERATION,
  status: 201,
  audit: { ...CHANGE_DOMAIN, name: 'Set domain authentication', operationType: 'Update' },
  async handle({ directory, random, caller, params, body }) {
    const domain = await findDomain(directory, caller, params['domainId'] ?? '');
    if (domain.federation !== undefined) {
      throw new GraphError('Request_Conflict', 'The domain is federated already; change that federation.');
    }
    const federation = newFederation(random.guid(), domain, body);
    await checkIssuerUri(federation, domain, directory);
    await directory.domains.update({ ...domain, federation });
    return {
      context: `${federationContext(domain)}/$entity`,
      body: federationJson(federation, undefined),
      target: { id: domain.name, displayName: domain.name },
    };
  },
});
