import { createHash } from 'node:crypto';
import {
  type CertificateAuthority,
  type CertificateAuthorityId,
  count,
  type Directory,
  guid,
  type PublicKeyInfrastructure,
} from '@signet/identity';
import {
  type Certificate,
  equalNames,
  MAX_CERTIFICATE_BAG_BYTES,
  PkiError,
  parseCertificateBag,
} from '@signet/pki';
import { createFetcher } from '@signet/revocation';
import { badRequest, GraphError } from '../../graph-error.ts';
import { type AnyOperation, type Call, defineOperation } from '../../operation.ts';
import { UPLOAD, type Upload } from '../../schemas/public-key-infrastructure.ts';
import { checkAuthority } from '../certificate-based-auth-configuration/check-authority.ts';
import { MAX_AUTHORITIES } from './authorities.ts';
import { CHANGE_PKI, findPki, PKIS_PATH, WRITE_PKI } from './pki-json.ts';

export const uploadPki: AnyOperation = defineOperation<Upload>({
  id: 'publicKeyInfrastructure_upload',
  method: 'POST',
  path: `${PKIS_PATH}/{pkiId}/upload`,
  otherPaths: [`${PKIS_PATH}/{pkiId}/microsoft.graph.upload`],
  versions: ['v1.0', 'beta'],
  summary:
    'Fetches a .p7b file of at most 2 MB and adds its authorities, all or none; status tells how it went.',
  permissions: WRITE_PKI,
  access: 'administrator',
  input: UPLOAD,
  status: 204,
  audit: { ...CHANGE_PKI, name: 'Upload PKI', operationType: 'Update' },
  outsideTransaction: true,
  async handle(call) {
    const { directory, caller, params, now } = call;
    const pki = await directory.transaction(async (inside) => {
      await inside.tenants.hold(caller.user.tenantId);
      const found = await findPki(inside, caller, params);
      // A process that went down in the middle must not block the PKI for good.
      if (found.status === 'running' && found.lastModifiedAt > now - RUNNING_SECONDS)
        throw badRequest('Another upload to this PKI is running; wait until its status tells the end.');
      const running: PublicKeyInfrastructure = {
        ...found,
        status: 'running',
        statusDetails: '',
        lastModifiedAt: now,
      };
      await inside.publicKeyInfrastructures.update(running);
      return running;
    });
    return { target: pki, afterwards: () => run(pki, call) };
  },
});

/** Never rejects: what goes wrong is told by the status. */
async function run(pki: PublicKeyInfrastructure, call: Call<Upload>): Promise<void> {
  const { directory, revocation } = call;
  const end = (status: 'succeeded' | 'failed', statusDetails: string): Promise<void> =>
    directory.transaction(async (inside) => {
      await inside.tenants.hold(pki.tenantId);
      // The download took its time: what was changed meanwhile stays, its deletion above all.
      const present = await inside.publicKeyInfrastructures.find(pki.id);
      if (present) await inside.publicKeyInfrastructures.update({ ...present, status, statusDetails });
    });
  try {
    const certificates = parseCertificateBag(await download(call));
    const added = await directory.transaction(async (inside) => {
      await inside.tenants.hold(pki.tenantId);
      const present = await inside.publicKeyInfrastructures.find(pki.id);
      if (!present || present.deletedAt !== undefined)
        throw badRequest('The PKI was deleted while the file was on its way.');
      return addAll(inside, pki, certificates, call);
    });
    await end(
      'succeeded',
      `Added ${added.length} of ${count(certificates.length, 'certificate')}; what was there already was left.`,
    );
    await Promise.allSettled(added.map((authority) => revocation.refresh(authority)));
  } catch (error) {
    const known = error instanceof GraphError || error instanceof PkiError;
    await end('failed', known ? error.message : 'Something went wrong here; try again.').catch(
      () => undefined,
    );
    if (!known) throw error;
  }
}

async function download({ body, crlAddresses }: Call<Upload>): Promise<Uint8Array> {
  const fetcher = createFetcher({ addresses: crlAddresses, maxBytes: MAX_CERTIFICATE_BAG_BYTES });
  const result = await fetcher.fetch(body.uploadUrl);
  if (result.outcome !== 'fetched') {
    throw badRequest(
      `uploadUrl: ${result.outcome === 'failed' ? result.reason : 'the server sent no file.'}`,
    );
  }
  // The bytes may lie in memory that the download's thread shares.
  const bytes = Uint8Array.from(result.body);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 === body.sha256FileHash.toLowerCase()) return bytes;
  throw badRequest(`sha256FileHash: the file at uploadUrl has the hash ${sha256}.`);
}

async function addAll(
  directory: Directory,
  pki: PublicKeyInfrastructure,
  certificates: readonly Certificate[],
  call: Call<Upload>,
): Promise<readonly CertificateAuthority[]> {
  const present = (await directory.certificateAuthorities.list(pki.tenantId)).filter(
    ({ publicKeyInfrastructureId }) => publicKeyInfrastructureId !== undefined,
  );
  const known = new Set(present.map(({ certificate }) => keyOf(certificate)));
  const added: CertificateAuthority[] = [];
  for (const [index, certificate] of certificates.entries()) {
    if (known.has(keyOf(certificate.der))) continue;
    known.add(keyOf(certificate.der));
    if (known.size > MAX_AUTHORITIES)
      throw badRequest(`The PKI store holds at most ${MAX_AUTHORITIES} certificate authorities.`);
    const authority: CertificateAuthority = {
      ...checkAuthority(describe(certificate), `certificate[${index}]`, call),
      id: guid<CertificateAuthorityId>(call.random.guid()),
      tenantId: pki.tenantId,
      createdAt: call.now,
      publicKeyInfrastructureId: pki.id,
    };
    await directory.certificateAuthorities.add(authority);
    added.push(authority);
  }
  return added;
}

/** The CRL of each is that of the first distribution point with an http address, as Microsoft documents it. */
function describe({ der, subject, issuer, extensions }: Certificate) {
  const urls = (extensions.cRLDistributionPoints ?? []).flatMap(({ fullName = [] }) =>
    fullName.flatMap((name) => (name.kind === 'uniformResourceIdentifier' ? [name.value] : [])),
  );
  return {
    certificate: Buffer.from(der).toString('base64'),
    isRootAuthority: equalNames(subject, issuer),
    certificateRevocationListUrl: urls.find((url) => /^http:/i.test(url)),
  };
}

function keyOf(certificate: Uint8Array): string {
  return createHash('sha256').update(certificate).digest('hex');
}

/** Microsoft gives an upload up to thirty minutes. */
const RUNNING_SECONDS = 30 * 60;
