import { guid, type PublicKeyInfrastructure, type PublicKeyInfrastructureId } from '@signet/identity';
import { collect } from '../../odata/collect.ts';
import { type AnyOperation, defineOperation } from '../../operation.ts';
import { PKI, PKI_INPUT, PKIS, type PkiInput } from '../../schemas/public-key-infrastructure.ts';
import { CHANGE_PKI, findPki, PKIS_CONTEXT, PKIS_PATH, pkiJson, READ_PKI, WRITE_PKI } from './pki-json.ts';

export const listPkis: AnyOperation = defineOperation({
  id: 'publicKeyInfrastructure_list',
  method: 'GET',
  path: PKIS_PATH,
  versions: ['v1.0', 'beta'],
  summary: 'Lists the PKIs of the PKI store.',
  permissions: READ_PKI,
  access: 'administrator',
  query: ['select', 'filter', 'top', 'skiptoken', 'count'],
  filter: { id: ['eq'], displayName: ['eq', 'startsWith'] },
  output: PKIS,
  status: 200,
  async handle({ directory, caller, root, query }) {
    const pkis = await directory.publicKeyInfrastructures.list(caller.user.tenantId);
    const place = { root, path: PKIS_PATH, context: PKIS_CONTEXT, query };
    return { body: collect(place, pkis.map(pkiJson)) };
  },
});

export const getPki: AnyOperation = defineOperation({
  id: 'publicKeyInfrastructure_get',
  method: 'GET',
  path: `${PKIS_PATH}/{pkiId}`,
  versions: ['v1.0', 'beta'],
  summary: 'Reads a PKI.',
  permissions: READ_PKI,
  access: 'administrator',
  query: ['select'],
  output: PKI,
  status: 200,
  async handle({ directory, caller, params }) {
    return { context: `${PKIS_CONTEXT}/$entity`, body: pkiJson(await findPki(directory, caller, params)) };
  },
});

export const createPki: AnyOperation = defineOperation<PkiInput>({
  id: 'publicKeyInfrastructure_create',
  method: 'POST',
  path: PKIS_PATH,
  versions: ['v1.0', 'beta'],
  summary: 'Creates a PKI without authorities.',
  permissions: WRITE_PKI,
  access: 'administrator',
  input: PKI_INPUT,
  output: PKI,
  status: 201,
  audit: { ...CHANGE_PKI, name: 'Create PKI', operationType: 'Add' },
  async handle({ directory, random, caller, body, now }) {
    const pki: PublicKeyInfrastructure = {
      id: guid<PublicKeyInfrastructureId>(random.guid()),
      tenantId: caller.user.tenantId,
      displayName: body.displayName,
      status: 'notStarted',
      statusDetails: '',
      createdAt: now,
      lastModifiedAt: now,
    };
    await directory.publicKeyInfrastructures.add(pki);
    return { context: `${PKIS_CONTEXT}/$entity`, body: pkiJson(pki), target: pki };
  },
});

export const updatePki: AnyOperation = defineOperation<PkiInput>({
  id: 'publicKeyInfrastructure_update',
  method: 'PATCH',
  path: `${PKIS_PATH}/{pkiId}`,
  versions: ['v1.0', 'beta'],
  summary: 'Renames a PKI.',
  permissions: WRITE_PKI,
  access: 'administrator',
  input: PKI_INPUT,
  output: PKI,
  status: 200,
  audit: { ...CHANGE_PKI, name: 'Update PKI', operationType: 'Update' },
  async handle({ directory, caller, params, body, now }) {
    const before = await findPki(directory, caller, params);
    const after = { ...before, displayName: body.displayName, lastModifiedAt: now };
    await directory.publicKeyInfrastructures.update(after);
    return { context: `${PKIS_CONTEXT}/$entity`, body: pkiJson(after), target: after };
  },
});

export const deletePki: AnyOperation = defineOperation({
  id: 'publicKeyInfrastructure_delete',
  method: 'DELETE',
  path: `${PKIS_PATH}/{pkiId}`,
  versions: ['v1.0', 'beta'],
  summary: 'Deletes a PKI with its authorities; for thirty days it can be restored.',
  permissions: WRITE_PKI,
  access: 'administrator',
  status: 204,
  audit: { ...CHANGE_PKI, name: 'Delete PKI', operationType: 'Delete' },
  async handle({ directory, caller, params, now }) {
    const pki = await findPki(directory, caller, params);
    await directory.publicKeyInfrastructures.softDelete(pki.id, now);
    return { target: pki };
  },
});
