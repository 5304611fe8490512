import { execFileSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONTOSO_TENANT_ID, DEMO_PEOPLE } from '@signet/lab';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { CONFIGURATION, CONFIGURATION_ID, type GraphWorld, refusalOf, startGraphWorld } from './_graph.ts';
import { attemptSignIn, signInForCode } from './_refusals.ts';

// The PKI store beside the classic store, by Microsoft's Graph client.

const PKIS = '/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations';
const { alice, dora } = DEMO_PEOPLE;

let graph: GraphWorld;
let classic: readonly object[];

beforeAll(async () => {
  graph = await startGraphWorld();
  classic = await graph.currentList();
});
afterAll(() => graph[Symbol.asyncDispose]());
afterEach(async () => {
  for (const { id } of (await api(PKIS).get()).value) await api(`${PKIS}/${id}`).delete();
  await api(CONFIGURATION).post({ certificateAuthorities: classic });
});

const api = (path: string) => graph.administrator.api(path);
const createPki = async (): Promise<{ id: string; path: string }> => {
  const { id } = await api(PKIS).post({ displayName: 'Contoso PKI' });
  return { id, path: `${PKIS}/${id}/certificateAuthorities` };
};

function detail(name: 'root' | 'issuing', more: object = {}): object {
  const { publisherUrl, [name]: authority } = graph.world.pki;
  return {
    certificate: Buffer.from(authority.certificate).toString('base64'),
    certificateAuthorityType: name === 'root' ? 'root' : 'intermediate',
    certificateRevocationListUrl: `${publisherUrl}/crl/${name}.crl`,
    deltacertificateRevocationListUrl: `${publisherUrl}/crl/${name}-delta.crl`,
    ...more,
  };
}

async function storeUsed(): Promise<string | undefined> {
  const { items } = await graph.world.server.services.directory.signInLog.list({}, { limit: 10 });
  const { id } = items.find(({ face }) => face === 'managed-certificate')!;
  const row = await api(`/auditLogs/signIns/${id}`).version('beta').get();
  return row.authenticationProcessingDetails.find(
    ({ key }: { key: string }) => key === 'Is Legacy Store Used',
  )?.value;
}

const signsIn = async (): Promise<void> => {
  await signInForCode(graph.world, dora, await graph.world.issueFor(dora));
};

describe('PKIs', () => {
  it('are created, listed, read, renamed, deleted and restored', async () => {
    const { id, path } = await createPki();
    expect(await api(`${PKIS}/${id}`).get()).toMatchObject({
      id,
      displayName: 'Contoso PKI',
      deletedDateTime: null,
    });
    expect(await api(`${PKIS}/${id}`).patch({ displayName: 'New PKI' })).toMatchObject({
      displayName: 'New PKI',
    });
    expect((await api(PKIS).get()).value).toMatchObject([{ id, displayName: 'New PKI' }]);
    await api(path).post(detail('issuing'));
    await api(`${PKIS}/${id}`).delete();
    expect((await api(PKIS).get()).value).toEqual([]);
    expect(await refusalOf(api(path).get())).toMatchObject({ statusCode: 404 });
    expect(await api(`/directory/deletedItems/${id}`).get()).toMatchObject({
      '@odata.type': '#microsoft.graph.certificateBasedAuthPki',
      deletedDateTime: expect.stringMatching(/Z$/),
    });
    expect(await api(`/directory/deletedItems/${id}/restore`).post({})).toMatchObject({
      id,
      deletedDateTime: null,
    });
    expect((await api(path).get()).value).toHaveLength(1);
    expect(await graph.newestAudit()).toMatchObject({ activityDisplayName: 'Restore deleted item' });
  });

  it('hold authorities with all that is known of them, each certificate once', async () => {
    const { path } = await createPki();
    const { issuing, publisherUrl } = graph.world.pki;
    const created = await api(path).post(detail('issuing', { displayName: 'Cards' }));
    expect(created).toMatchObject({
      certificateAuthorityType: 'intermediate',
      deltaCertificateRevocationListUrl: `${publisherUrl}/crl/issuing-delta.crl`,
      displayName: 'Cards',
      isIssuerHintEnabled: false,
      issuer: issuing.subject,
      issuerSubjectKeyIdentifier: issuing.subjectKeyIdentifier,
      thumbprint: expect.stringMatching(/^[0-9A-F]{40}$/),
      expirationDateTime: new Date(issuing.notAfter * 1000).toISOString().replace('.000', ''),
    });
    expect(await refusalOf(api(path).post(detail('issuing')))).toMatchObject({
      statusCode: 400,
      message: expect.stringContaining('Duplicate Certificate exists'),
    });
    const authority = `${path}/${created.id}`;
    expect(await api(authority).patch({ isIssuerHintEnabled: true, displayName: null })).toMatchObject({
      isIssuerHintEnabled: true,
      displayName: null,
      thumbprint: created.thumbprint,
    });
    expect(await api(path).filter(`thumbprint eq '${created.thumbprint}'`).get()).toMatchObject({
      value: [{ id: created.id }],
    });
    await api(authority).delete();
    expect(await refusalOf(api(authority).get())).toMatchObject({ statusCode: 404 });
    const again = await api(path).post(detail('issuing'));
    expect(await refusalOf(api(`/directory/deletedItems/${created.id}/restore`).post({}))).toMatchObject({
      statusCode: 409,
    });
    await api(`${path}/${again.id}`).delete();
    await api(`/directory/deletedItems/${created.id}/restore`).post({});
    expect(await api(authority).get()).toMatchObject({ id: created.id });
  });

  it('are not restored past the 250 authorities that a tenant may have', async () => {
    const { certificateAuthorities } = graph.world.server.services.directory;
    const deleted = await createPki();
    await api(deleted.path).post(detail('root'));
    await api(`${PKIS}/${deleted.id}`).delete();
    const { id, path } = await createPki();
    const issuing = await api(path).post(detail('issuing'));
    const known = (await certificateAuthorities.find(issuing.id))!;
    await api(`${path}/${issuing.id}`).delete();
    const added = Array.from({ length: 250 }, (_, index) => {
      const certificate = Uint8Array.from(known.certificate);
      // Within the signature, which nobody looks at here.
      certificate[certificate.length - 1 - (index >> 8)]! ^= 1 + (index & 0xff);
      return { ...known, id: randomUUID() as typeof known.id, certificate };
    });
    for (const authority of added) await certificateAuthorities.add(authority);
    for (const item of [issuing.id, deleted.id])
      expect(await refusalOf(api(`/directory/deletedItems/${item}/restore`).post({}))).toMatchObject({
        statusCode: 400,
        message: expect.stringContaining('at most 250'),
      });
    expect(await refusalOf(api(`${PKIS}/${deleted.id}`).get())).toMatchObject({ statusCode: 404 });
    await certificateAuthorities.remove(added[0]!.id);
    await api(`/directory/deletedItems/${issuing.id}/restore`).post({});
    expect(await api(path).count(true).top(1).get()).toMatchObject({ '@odata.count': 250 });
    await api(`${PKIS}/${id}`).delete();
  });

  it('are for administrators with the scope of the PKI store', async () => {
    const token = await graph.tokenOf(DEMO_PEOPLE.admin, ['Organization.ReadWrite.All']);
    expect((await graph.ask(`/v1.0${PKIS}`, token)).status).toBe(403);
    const person = await graph.tokenOf(alice, ['PublicKeyInfrastructure.ReadWrite.All']);
    expect((await graph.ask(`/v1.0${PKIS}`, person)).status).toBe(403);
  });
});

const p7b = (...pems: readonly string[]): Uint8Array => {
  const folder = mkdtempSync(join(tmpdir(), 'signet-p7b-'));
  const file = join(folder, 'cas.pem');
  writeFileSync(file, pems.join(''));
  const made = execFileSync('openssl', ['crl2pkcs7', '-nocrl', '-certfile', file, '-outform', 'DER']);
  rmSync(folder, { recursive: true });
  return made;
};

describe('the upload of a .p7b', () => {
  const upload = async (
    bytes: Uint8Array,
    hash?: string,
  ): Promise<{ status: string; statusDetails: string; path: string }> => {
    const { id, path } = await createPki();
    const server = createServer((_request, response) => response.end(bytes)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const sha256FileHash = hash ?? createHash('sha256').update(bytes).digest('hex');
    await api(`${PKIS}/${id}/upload`).post({ uploadUrl: `http://127.0.0.1:${port}/pki.p7b`, sha256FileHash });
    const pki = await vi.waitUntil(async () => {
      const found = await api(`${PKIS}/${id}`).get();
      return found.status === 'running' ? undefined : found;
    }, 60_000);
    server.close();
    return { ...pki, path };
  };

  it('adds what OpenSSL put together, with the CRLs that the certificates name', async () => {
    const { root, issuing, publisherUrl } = graph.world.pki;
    const { status, statusDetails, path } = await upload(p7b(root.certificatePem, issuing.certificatePem));
    expect({ status, statusDetails }).toMatchObject({
      status: 'succeeded',
      statusDetails: expect.stringContaining('2 of 2'),
    });
    const { value } = await api(path).get();
    const urlOf = (type: string): unknown =>
      value.find((one: Readonly<Record<string, unknown>>) => one['certificateAuthorityType'] === type)
        .certificateRevocationListUrl;
    expect(urlOf('root')).toBeNull();
    expect(urlOf('intermediate')).toBe(`${publisherUrl}/crl/root.crl`);
  });

  it('tells what is wrong and adds nothing', async () => {
    const { root } = graph.world.pki;
    const leaf = await graph.world.issueFor(dora);
    const mixed = await upload(p7b(root.certificatePem, leaf.certificatePem));
    expect(mixed).toMatchObject({
      status: 'failed',
      statusDetails: expect.stringContaining('not a certificate authority'),
    });
    expect((await api(mixed.path).get()).value).toEqual([]);
    expect(await upload(p7b(root.certificatePem), '00'.repeat(32))).toMatchObject({
      status: 'failed',
      statusDetails: expect.stringContaining('hash'),
    });
    expect(await upload(Buffer.from('no file'))).toMatchObject({ status: 'failed' });
    expect(await upload(Buffer.alloc(2 * 1024 * 1024 + 1, 0x30))).toMatchObject({ status: 'failed' });
  });
});

it('brings no deleted PKI back at the end of an upload, and trusts nothing in it', async () => {
  const { root } = graph.world.pki;
  const asked = Promise.withResolvers<ServerResponse>();
  const server = createServer((_request, response) => asked.resolve(response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  const { id } = await createPki();
  const bytes = p7b(root.certificatePem);
  const sha256FileHash = createHash('sha256').update(bytes).digest('hex');
  await api(`${PKIS}/${id}/upload`).post({ uploadUrl: `http://127.0.0.1:${port}/pki.p7b`, sha256FileHash });
  const download = await asked.promise;
  await api(`${PKIS}/${id}`).delete();
  download.end(bytes);
  const ended = await vi.waitUntil(async () => {
    const found = await api(`/directory/deletedItems/${id}`).get();
    return found.status === 'running' ? undefined : found;
  }, 60_000);
  expect(ended).toMatchObject({ status: 'failed', statusDetails: expect.stringContaining('deleted') });
  expect((await api(PKIS).get()).value).toEqual([]);
  const { certificateAuthorities } = graph.world.server.services.directory;
  const present = await certificateAuthorities.list(CONTOSO_TENANT_ID);
  expect(present.filter(({ publicKeyInfrastructureId }) => publicKeyInfrastructureId === id)).toEqual([]);
});

describe('which store counts', () => {
  it('is the PKI store when both say the same, and the log tells', async () => {
    await signsIn();
    expect(await storeUsed()).toBe('1');
    const { path } = await createPki();
    await api(path).post(detail('issuing'));
    await signsIn();
    expect(await storeUsed()).toBe('0');
  });

  it('is the classic store when the CRLs differ or the PKI has none, and the PKI store when it is alone', async () => {
    const { path } = await createPki();
    const { id } = await api(path).post(
      detail('issuing', { certificateRevocationListUrl: null, deltacertificateRevocationListUrl: null }),
    );
    await signsIn();
    expect(await storeUsed()).toBe('1');
    await api(`${path}/${id}`).patch({
      certificateRevocationListUrl: `${graph.world.pki.publisherUrl}/crl/issuing.crl`,
    });
    await signsIn();
    expect(await storeUsed()).toBe('1');
    await api(path).post(detail('root'));
    await api(`${CONFIGURATION}/${CONFIGURATION_ID}`).delete();
    await signsIn();
    expect(await storeUsed()).toBe('0');
    await api(`${path}/${id}`).delete();
    const { outcome } = await attemptSignIn(
      graph.world,
      dora.userPrincipalName,
      await graph.world.issueFor(dora),
    );
    expect(outcome).toMatchObject({ kind: 'page', text: expect.stringContaining('AADSTS500176') });
  });

  it('asks the CRL of the store that counts', async () => {
    const { path } = await createPki();
    for (const name of ['root', 'issuing'] as const) await api(path).post(detail(name));
    await api(`${CONFIGURATION}/${CONFIGURATION_ID}`).delete();
    const certificate = await graph.world.issueFor(dora);
    await signInForCode(graph.world, dora, certificate);
    await graph.world.revoke(certificate);
    const { outcome } = await attemptSignIn(graph.world, dora.userPrincipalName, certificate);
    expect(outcome).toMatchObject({ kind: 'page', text: expect.stringContaining('AADSTS500171') });
  });
});
