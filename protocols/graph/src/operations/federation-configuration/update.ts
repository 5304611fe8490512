import { type AnyOperation, defineOperation } from '../../operation.ts';
import { FEDERATION, FEDERATION_CHANGES, type FederationInput } from '../../schemas/domain.ts';
import { findDomain } from '../domains/domain-json.ts';
import { CHANGE_DOMAIN, WRITE_FEDERATION } from '../domains/permissions.ts';
import {
  changedFederation,
  checkIssuerUri,
  federationContext,
  federationJson,
  federationOf,
} from './federation-json.ts';

export const updateFederation: AnyOperation = defineOperation<FederationInput>({
  id: 'federationConfiguration_update',
  method: 'PATCH',
  path: '/domains/{domainId}/federationConfiguration/{federationId}',
  versions: ['v1.0', 'beta'],
  summary: 'Changes the federation of a domain; what is left out stays.',
  permissions: WRITE_FEDERATION,
  access: 'administrator',
  input: FEDERATION_CHANGES,
  output: FEDERATION,
  status: 200,
  audit: { ...CHANGE_DOMAIN, name: 'Set federation settings on domain', operationType: 'Update' },
  async handle({ directory, caller, params, body }) {
    const domain = await findDomain(directory, caller, params['domainId'] ?? '');
    const before = federationOf(domain, params);
    const federation = changedFederation(before, body);
    if (federation.issuerUri !== before.issuerUri) await checkIssuerUri(federation, domain, directory);
    await directory.domains.update({ ...domain, federation });
    // Metadata that were taken from where people were sent before say nothing about the new place.
    const hasMoved = federation.passiveSignInUri !== before.passiveSignInUri;
    if (hasMoved) await directory.metadataRefreshes.remove(`domain ${domain.name}`);
    const refresh = await directory.metadataRefreshes.find(`domain ${domain.name}`);
    return {
      context: `${federationContext(domain)}/$entity`,
      body: federationJson(federation, refresh),
      target: { id: domain.name, displayName: domain.name },
    };
  },
});
