import { spawnSync } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { createSignatureVerifier } from '@signet/crypto';
import type {
  CertificateAuthority,
  OcspResponseRepository,
  RevocationOracle,
  StoredOcspResponse,
} from '@signet/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOcspClient, withOcsp } from '../src/index.ts';
import { createOcspResponder, type OcspResponder } from './_ocsp-responder.ts';
import { createWorld, type World } from './_world.ts';

// OpenSSL answers over HTTP; its clock is the machine's, so the world's stands there too.

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

describe.skipIf(!hasOpenssl)('OCSP, where the CRLs give no answer', () => {
  let world: World;
  let responder: OcspResponder;
  let oracle: RevocationOracle;
  let requests: number;
  const clock = { offset: 0, now: () => Math.floor(Date.now() / 1000) + clock.offset };
  const GOOD = '0A';
  const REVOKED = '0B';
  const UNKNOWN = '0C';

  beforeAll(async () => {
    world = await createWorld();
    responder = await createOcspResponder(world.ca);
    await responder.setStatus(GOOD, 'V');
    await responder.setStatus(REVOKED, 'R');
    requests = 0;
    world.server.answerAllBelow('/ocsp/', (request, response) => {
      requests += 1;
      responder.listener(request, response);
    });
    const limits = { addresses: 'public-and-loopback' } as const;
    const client = createOcspClient({ clock, verifySignature: createSignatureVerifier(), limits });
    oracle = withOcsp(world.startService(), client);
  });

  afterAll(async () => {
    await world?.[Symbol.asyncDispose]();
    await responder?.[Symbol.asyncDispose]();
  });

  const ask = (serialNumber: string, options: { ca?: Partial<CertificateAuthority>; after?: number } = {}) =>
    oracle.check({
      authority: { ...world.configure({}), ocspUrl: world.server.url('/ocsp/'), ...options.ca },
      serialNumber: serialNumber.toLowerCase().replace(/^0+/, ''),
      subjectIsCA: false,
      publishedAfter: options.after,
    });

  it('says that a certificate is good, once for all who ask at the same time, and again from its cache', async () => {
    const before = requests;
    const answers = await Promise.all([ask(GOOD), ask(GOOD), ask(GOOD)]);
    answers.push(await ask(GOOD));
    expect(answers.map(({ status }) => status)).toEqual(['good', 'good', 'good', 'good']);
    expect(requests - before).toBe(1);
    const [answer] = answers;
    expect(answer?.checks.find(({ check }) => check === 'ocsp-nonce')?.result).toBe('pass');
    expect(answer?.checks.at(-1)).toMatchObject({ check: 'revocation', result: 'pass' });
  });

  it('says of an answer that it is a kept one, how old it is and until when', async () => {
    await responder.setStatus('1B', 'V');
    const detailOf = async () =>
      (await ask('1B')).checks.find(({ check }) => check === 'ocsp-entry')?.detail ?? '';
    expect(await detailOf()).toBe('The responder says that the certificate is not revoked.');
    clock.offset = 720;
    expect(await detailOf()).toMatch(
      /^The responder says that the certificate is not revoked\. This answer is kept from an earlier question and tells how things stood 12 min ago, at \S+Z; the responder is asked again from \S+Z\.$/,
    );
    clock.offset = 0;
  });

  it.each([400, 404, 405])('asks once by POST where a GET is answered with %i', async (status) => {
    await responder.setStatus('1C', 'R');
    const asked: string[] = [];
    const path = `/post-${status}`;
    world.server.answerAllBelow(path, (request, response) => {
      asked.push(`${request.method} ${request.url?.replace(/MH.*/, '…')} ${request.headers['content-type']}`);
      if (request.method === 'POST') responder.listener(request, response);
      else response.writeHead(status).end();
    });
    const answer = await ask('1C', { ca: { ocspUrl: world.server.url(path) } });
    expect(answer.status).toBe('revoked');
    expect(asked).toEqual([`GET ${path}/… undefined`, `POST ${path} application/ocsp-request`]);
  });

  it('asks no second time where the responder is down, or answers the POST no better', async () => {
    const asked: string[] = [];
    world.server.answerAllBelow('/poor', (request, response) => {
      asked.push(`${request.method}`);
      response
        .writeHead(request.url === '/poor/503' || request.url?.startsWith('/poor/503/') ? 503 : 405)
        .end();
    });
    await ask('1D', { ca: { ocspUrl: world.server.url('/poor/503') } });
    expect(asked.splice(0)).toEqual(['GET']);
    const answer = await ask('1D', { ca: { ocspUrl: world.server.url('/poor/405') } });
    expect(asked).toEqual(['GET', 'POST']);
    expect(answer).toMatchObject({ status: 'undetermined', failure: 'crl-unreachable' });
    const { detail } = answer.checks.find(({ check }) => check === 'ocsp-request') ?? {};
    expect(detail).toBe(
      `To GET it answered with status 405; to POST: ${world.server.url('/poor/405')} answered with status 405.`,
    );
  });

  it('says that a certificate is revoked, and keeps no such answer', async () => {
    expect(await ask(REVOKED)).toMatchObject({ status: 'revoked', reason: 'keyCompromise' });
    // Answers tell whole seconds, and of one second «revoked» stands.
    await setTimeout(1100);
    await responder.setStatus(REVOKED, 'V');
    expect((await ask(REVOKED)).status).toBe('good');
  });

  it('refuses a certificate that the responder does not know', async () => {
    expect(await ask(UNKNOWN)).toMatchObject({ status: 'undetermined', failure: 'crl-unusable' });
  });

  it('is not asked while a CRL answers', async () => {
    await world.publish();
    const service = world.startService();
    const client = createOcspClient({ clock, verifySignature: createSignatureVerifier() });
    const authority = { ...world.authority, ocspUrl: world.server.url('/ocsp/') };
    const before = requests;
    const answer = await withOcsp(service, client).check({
      authority,
      serialNumber: '99',
      subjectIsCA: false,
      publishedAfter: undefined,
    });
    expect([answer.status, requests]).toEqual(['good', before]);
  });

  it('takes the place of a CRL that cannot be had, and tells both in the evidence', async () => {
    const certificateRevocationListUrl = world.server.url('/missing.crl');
    const answer = await ask(GOOD, { ca: { certificateRevocationListUrl } });
    expect(answer.status).toBe('good');
    expect(answer.checks.find(({ check }) => check === 'crl-base-download')?.result).toBe('fail');
  });

  it('tells the CRL’s failure when the responder fails as well', async () => {
    const ca = {
      certificateRevocationListUrl: world.server.url('/missing.crl'),
      ocspUrl: world.server.url('/missing/'),
    };
    expect(await ask(GOOD, { ca })).toMatchObject({ status: 'undetermined', failure: 'crl-unreachable' });
  });

  it.each([
    ['a web page', Buffer.from('<html>it works</html>')],
    ['more than an answer can be', Buffer.alloc(65 * 1024, 0x30)],
    ['nothing', Buffer.alloc(0)],
  ])('gives no answer when the responder sends %s', async (_, body) => {
    world.server.answerAllBelow('/broken/', (_request, response) => void response.end(body));
    const answer = await ask('0D', { ca: { ocspUrl: world.server.url('/broken/') } });
    expect(answer).toMatchObject({ status: 'undetermined', failure: 'crl-unreachable' });
  });

  it('must tell of a time after the user’s valid-from', async () => {
    const now = clock.now();
    expect((await ask(GOOD, { after: now - 60 })).status).toBe('good');
    expect(await ask(GOOD, { after: now + 60 })).toMatchObject({
      status: 'undetermined',
      failure: 'crl-expired',
    });
  });

  it('is asked anew after an hour, whatever nextUpdate says', async () => {
    await ask(GOOD);
    await responder.setStatus(GOOD, 'R');
    expect((await ask(GOOD)).status).toBe('good');
    clock.offset = 3600;
    expect((await ask(GOOD)).status).toBe('revoked');
    clock.offset = 0;
  });

  it('is not asked again by another process, nor after a restart, until the answer is old', async () => {
    const { ocspResponses: responses } = world.directory;
    const limits = { addresses: 'public-and-loopback' } as const;
    const authority = { ...world.configure({}), ocspUrl: world.server.url('/ocsp/') };
    // Each client stands for a process: they share nothing but the store.
    const askAnew = (serialNumber: string, newerThan?: number) =>
      createOcspClient({ clock, verifySignature: createSignatureVerifier(), limits, responses }).ask(
        authority,
        authority.ocspUrl,
        serialNumber,
        newerThan,
      );
    await responder.setStatus('0E', 'V');
    const before = requests;
    expect((await askAnew('e')).status).toBe('good');
    const again = await askAnew('e');
    expect([again.status, requests - before]).toEqual(['good', 1]);
    expect(again.checks.map(({ result }) => result)).not.toContain('fail');

    await responder.setStatus('0E', 'R');
    expect((await askAnew('e')).status).toBe('good');
    clock.offset = 3600;
    expect((await askAnew('e')).status).toBe('revoked');
    clock.offset = 0;
    // What was revoked is good nowhere, although the kept answer had not expired by this clock.
    expect((await askAnew('e')).status).toBe('revoked');
  });

  it('is asked when what is kept is older than the user’s valid-from, or not the CA’s word', async () => {
    const { ocspResponses } = world.directory;
    const limits = { addresses: 'public-and-loopback' } as const;
    const authority = { ...world.configure({}), ocspUrl: world.server.url('/ocsp/') };
    let kept: StoredOcspResponse | undefined;
    const responses: OcspResponseRepository = {
      ...ocspResponses,
      keep: async (response) => {
        kept = response;
        await ocspResponses.keep(response);
      },
    };
    const askAnew = (newerThan?: number) =>
      createOcspClient({ clock, verifySignature: createSignatureVerifier(), limits, responses }).ask(
        authority,
        authority.ocspUrl,
        'f',
        newerThan,
      );
    await responder.setStatus('0F', 'V');
    await askAnew();
    await responder.setStatus('0F', 'R');
    expect((await askAnew(clock.now() - 60)).status).toBe('good');
    expect((await askAnew(clock.now() + 1)).status).toBe('revoked');

    if (kept === undefined) throw new Error('nothing was kept');
    // Another year of producedAt, the first time in it: nothing but the signature tells.
    const forged = Buffer.from(kept.response);
    forged.write('1926', forged.indexOf(String(new Date().getUTCFullYear())));
    await ocspResponses.keep({ ...kept, response: forged });
    expect((await askAnew()).status).toBe('revoked');
    await ocspResponses.keep({ ...kept, response: Uint8Array.of(0x30) });
    expect((await askAnew()).status).toBe('revoked');
  });

  it('is not believed when it sends an older answer again', async () => {
    const { ocspResponses: responses } = world.directory;
    const limits = { addresses: 'public-and-loopback' } as const;
    const authority = { ...world.configure({}), ocspUrl: world.server.url('/replay/') };
    const startClient = () =>
      createOcspClient({ clock, verifySignature: createSignatureVerifier(), limits, responses });
    // Asked for without a nonce, as whoever means to send it again does.
    const saved = async (status: 'V' | 'R') => {
      await responder.setStatus('1A', status);
      return responder.answerWithoutNonce('1A');
    };
    let body = await saved('V');
    world.server.answerAllBelow('/replay/', (_, response) => void response.end(body));
    const older = body;
    const client = startClient();
    expect((await client.ask(authority, authority.ocspUrl, '1a')).status).toBe('good');
    await setTimeout(1100);
    const revoked = await saved('R');
    body = revoked;
    clock.offset = 3600;
    expect((await client.ask(authority, authority.ocspUrl, '1a')).status).toBe('revoked');
    body = older;
    const again = await client.ask(authority, authority.ocspUrl, '1a');
    expect(again.status).toBe('revoked');
    expect(again.checks.at(-1)?.check).toBe('ocsp-older-answer');
    expect((await startClient().ask(authority, authority.ocspUrl, '1a')).status).toBe('revoked');
    // The certificate comes off its hold: what is newer counts.
    await setTimeout(1100);
    body = await saved('V');
    expect((await client.ask(authority, authority.ocspUrl, '1a')).status).toBe('good');
    body = revoked;
    clock.offset = 7200;
    expect((await client.ask(authority, authority.ocspUrl, '1a')).status).toBe('good');
    clock.offset = 0;
  });
});
