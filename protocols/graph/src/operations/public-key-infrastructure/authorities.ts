import {
  type CertificateAuthority,
  type CertificateAuthorityId,
  type Directory,
  guid,
} from '@signet/identity';
import { badRequest } from '../../graph-error.ts';
import { collect } from '../../odata/collect.ts';
import { type AnyOperation, type Call, defineOperation } from '../../operation.ts';
import {
  AUTHORITY_DETAIL,
  AUTHORITY_DETAIL_CHANGES,
  AUTHORITY_DETAILS,
  type AuthorityDetailChanges,
  NEW_AUTHORITY_DETAIL,
  type NewAuthorityDetail,
} from '../../schemas/public-key-infrastructure.ts';
import { checkAuthority } from '../certificate-based-auth-configuration/check-authority.ts';
import {
  AUTHORITIES_PATH,
  authoritiesContext,
  authorityDetailJson,
  CHANGE_PKI,
  findPki,
  findPkiAuthority,
  READ_PKI,
  WRITE_PKI,
} from './pki-json.ts';

export const listPkiAuthorities: AnyOperation = defineOperation({
  id: 'publicKeyInfrastructure_listCertificateAuthorities',
  method: 'GET',
  path: AUTHORITIES_PATH,
  versions: ['v1.0', 'beta'],
  summary: 'Lists the certificate authorities of a PKI.',
  permissions: READ_PKI,
  access: 'administrator',
  query: ['select', 'filter', 'top', 'skiptoken', 'count'],
  filter: {
    id: ['eq'],
    certificateAuthorityType: ['eq'],
    expirationDateTime: ['eq'],
    thumbprint: ['eq', 'startsWith'],
  },
  output: AUTHORITY_DETAILS,
  status: 200,
  async handle({ directory, caller, params, root, query }) {
    const pki = await findPki(directory, caller, params);
    const path = AUTHORITIES_PATH.replace('{pkiId}', pki.id);
    const items = (await listOfPki(directory, pki)).map(authorityDetailJson);
    return { body: collect({ root, path, context: authoritiesContext(pki.id), query }, items) };
  },
});

export const getPkiAuthority: AnyOperation = defineOperation({
  id: 'publicKeyInfrastructure_getCertificateAuthority',
  method: 'GET',
  path: `${AUTHORITIES_PATH}/{authorityId}`,
  versions: ['v1.0', 'beta'],
  summary: 'Reads a certificate authority of a PKI.',
  permissions: READ_PKI,
  access: 'administrator',
  query: ['select'],
  output: AUTHORITY_DETAIL,
  status: 200,
  async handle({ directory, caller, params }) {
    const authority = await findPkiAuthority(directory, caller, params);
    const context = `${authoritiesContext(params['pkiId'] ?? '')}/$entity`;
    return { context, body: authorityDetailJson(authority) };
  },
});

export const createPkiAuthority: AnyOperation = defineOperation<NewAuthorityDetail>({
  id: 'publicKeyInfrastructure_createCertificateAuthority',
  method: 'POST',
  path: AUTHORITIES_PATH,
  versions: ['v1.0', 'beta'],
  summary: 'Adds a certificate authority to a PKI; fills in issuer, thumbprint and the other facts.',
  permissions: WRITE_PKI,
  access: 'administrator',
  input: NEW_AUTHORITY_DETAIL,
  output: AUTHORITY_DETAIL,
  status: 201,
  audit: { ...CHANGE_PKI, name: 'Create CertificateAuthority', operationType: 'Add' },
  async handle(call) {
    const { directory, random, caller, params, body, now } = call;
    const pki = await findPki(directory, caller, params);
    const authority: CertificateAuthority = {
      ...checkDetail(body, call),
      id: guid<CertificateAuthorityId>(random.guid()),
      tenantId: pki.tenantId,
      createdAt: now,
      publicKeyInfrastructureId: pki.id,
    };
    const present = await directory.certificateAuthorities.list(pki.tenantId);
    const inPkis = present.filter(({ publicKeyInfrastructureId }) => publicKeyInfrastructureId !== undefined);
    if (inPkis.some((one) => Buffer.compare(one.certificate, authority.certificate) === 0))
      throw badRequest('Duplicate Certificate exists: a PKI of this organization has it already.');
    if (inPkis.length >= MAX_AUTHORITIES)
      throw badRequest(`The PKI store holds at most ${MAX_AUTHORITIES} certificate authorities.`);
    await directory.certificateAuthorities.add(authority);
    await directory.publicKeyInfrastructures.update({ ...pki, lastModifiedAt: now });
    return answerWith(authority, pki.id, call);
  },
});

export const updatePkiAuthority: AnyOperation = defineOperation<AuthorityDetailChanges>({
  id: 'publicKeyInfrastructure_updateCertificateAuthority',
  method: 'PATCH',
  path: `${AUTHORITIES_PATH}/{authorityId}`,
  versions: ['v1.0', 'beta'],
  summary: 'Changes a certificate authority of a PKI; whatever is left out stays.',
  permissions: WRITE_PKI,
  access: 'administrator',
  input: AUTHORITY_DETAIL_CHANGES,
  output: AUTHORITY_DETAIL,
  status: 200,
  audit: { ...CHANGE_PKI, name: 'Update CertificateAuthority', operationType: 'Update' },
  async handle(call) {
    const { directory, caller, params, body } = call;
    const before = await findPkiAuthority(directory, caller, params);
    const { displayName: _replaced, ...kept } = before;
    const { certificateAuthorityType, ...json } = authorityDetailJson(before);
    const merged = {
      ...json,
      ...body,
      certificateAuthorityType: body.certificateAuthorityType ?? certificateAuthorityType,
    };
    const after: CertificateAuthority = { ...kept, ...checkDetail(merged, call) };
    await directory.certificateAuthorities.update(after);
    return answerWith(after, params['pkiId'] ?? '', call);
  },
});

export const deletePkiAuthority: AnyOperation = defineOperation({
  id: 'publicKeyInfrastructure_deleteCertificateAuthority',
  method: 'DELETE',
  path: `${AUTHORITIES_PATH}/{authorityId}`,
  versions: ['v1.0', 'beta'],
  summary: 'Deletes a certificate authority of a PKI; for thirty days it can be restored.',
  permissions: WRITE_PKI,
  access: 'administrator',
  status: 204,
  audit: { ...CHANGE_PKI, name: 'Delete CertificateAuthority', operationType: 'Delete' },
  async handle({ directory, caller, params, now }) {
    const { id, issuer } = await findPkiAuthority(directory, caller, params);
    await directory.certificateAuthorities.softDelete(id, now);
    return { target: { id, displayName: issuer } };
  },
});

async function listOfPki(
  directory: Directory,
  { id, tenantId }: { readonly id: string; readonly tenantId: CertificateAuthority['tenantId'] },
): Promise<readonly CertificateAuthority[]> {
  const all = await directory.certificateAuthorities.list(tenantId);
  return all.filter(({ publicKeyInfrastructureId }) => publicKeyInfrastructureId === id);
}

function checkDetail(
  detail: NewAuthorityDetail,
  { now, crlAddresses }: Pick<Call<unknown>, 'now' | 'crlAddresses'>,
) {
  const { certificateAuthorityType, displayName } = detail;
  const checked = checkAuthority(
    { ...detail, isRootAuthority: certificateAuthorityType === 'root' },
    'certificateAuthority',
    { now, crlAddresses },
  );
  return {
    ...checked,
    isIssuerHintEnabled: detail.isIssuerHintEnabled === true,
    ...(displayName !== null && displayName !== undefined && { displayName }),
  };
}

/** So that the first sign-in finds the CRLs there; what fails is told beside the CA as its last error. */
function answerWith(
  authority: CertificateAuthority,
  pkiId: string,
  { revocation }: Pick<Call<unknown>, 'revocation'>,
) {
  return {
    context: `${authoritiesContext(pkiId)}/$entity`,
    body: authorityDetailJson(authority),
    target: { id: authority.id, displayName: authority.issuer },
    afterwards: async () => void (await Promise.allSettled([revocation.refresh(authority)])),
  };
}

/** Microsoft's documented limit. */
export const MAX_AUTHORITIES = 250;
