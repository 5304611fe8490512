import {
  type CertificateAuthorityId,
  type Directory,
  guid,
  isGuid,
  type PublicKeyInfrastructureId,
} from '@signet/identity';
import { z } from 'zod';
import type { Caller } from '../../access/caller.ts';
import { badRequest, notFound } from '../../graph-error.ts';
import { type AnyOperation, defineOperation } from '../../operation.ts';
import { named, TIME } from '../../schemas/named.ts';
import { MAX_AUTHORITIES } from './authorities.ts';
import { authorityDetailJson, CHANGE_PKI, pkiJson, READ_PKI, WRITE_PKI } from './pki-json.ts';

const DIRECTORY_OBJECT = named(
  'DirectoryObject',
  z.looseObject({ '@odata.type': z.string(), id: z.string(), deletedDateTime: TIME.nullable() }),
);

export const getDeletedItem: AnyOperation = defineOperation({
  id: 'deletedItems_get',
  method: 'GET',
  path: '/directory/deletedItems/{itemId}',
  versions: ['v1.0', 'beta'],
  summary: 'Reads a deleted PKI or a deleted authority of one.',
  permissions: READ_PKI,
  access: 'administrator',
  output: DIRECTORY_OBJECT,
  status: 200,
  async handle({ directory, caller, params }) {
    const { json } = await findDeleted(directory, caller, params['itemId'] ?? '');
    return { context: 'directoryObjects/$entity', body: json };
  },
});

export const restoreDeletedItem: AnyOperation = defineOperation({
  id: 'deletedItems_restore',
  method: 'POST',
  path: '/directory/deletedItems/{itemId}/restore',
  versions: ['v1.0', 'beta'],
  summary: 'Restores a PKI with the authorities that were deleted together with it, or one authority.',
  permissions: WRITE_PKI,
  access: 'administrator',
  output: DIRECTORY_OBJECT,
  status: 200,
  audit: { ...CHANGE_PKI, name: 'Restore deleted item', operationType: 'Update' },
  async handle({ directory, caller, params }) {
    const { json, name, restore } = await findDeleted(directory, caller, params['itemId'] ?? '');
    await restore();
    await checkLimit(directory, caller);
    const body = { ...json, deletedDateTime: null };
    return { context: 'directoryObjects/$entity', body, target: { id: json.id, displayName: name } };
  },
});

/** Counted when all is there again: the transaction takes it back. */
async function checkLimit(
  { certificateAuthorities }: Directory,
  { user: { tenantId } }: Caller,
): Promise<void> {
  const present = await certificateAuthorities.list(tenantId);
  const inPkis = present.filter(({ publicKeyInfrastructureId }) => publicKeyInfrastructureId !== undefined);
  if (inPkis.length > MAX_AUTHORITIES)
    throw badRequest(`The PKI store holds at most ${MAX_AUTHORITIES} certificate authorities.`);
}

async function findDeleted(directory: Directory, caller: Caller, itemId: string) {
  if (!isGuid(itemId)) throw notFound(itemId);
  const { publicKeyInfrastructures, certificateAuthorities } = directory;
  const pki = await publicKeyInfrastructures.find(guid<PublicKeyInfrastructureId>(itemId));
  if (pki?.deletedAt !== undefined && pki.tenantId === caller.user.tenantId) {
    const json = { '@odata.type': '#microsoft.graph.certificateBasedAuthPki', ...pkiJson(pki) };
    return { json, name: pki.displayName, restore: () => publicKeyInfrastructures.restore(pki.id) };
  }
  const authority = await certificateAuthorities.findDeleted(guid<CertificateAuthorityId>(itemId));
  if (authority?.tenantId !== caller.user.tenantId) throw notFound(itemId);
  const owner =
    authority.publicKeyInfrastructureId &&
    (await publicKeyInfrastructures.find(authority.publicKeyInfrastructureId));
  const json = {
    '@odata.type': '#microsoft.graph.certificateAuthorityDetail',
    ...authorityDetailJson(authority),
  };
  return {
    json,
    name: authority.issuer,
    async restore() {
      if (!owner || owner.deletedAt !== undefined)
        throw badRequest('The PKI of this certificate authority is deleted: restore it first.');
      await certificateAuthorities.restore(authority.id);
    },
  };
}
