import { DatabaseSync } from 'node:sqlite';
import { CONTOSO_TENANT_ID, DEMO_PEOPLE, FEDERATED_DOMAIN } from '@signet/lab';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSignIn, type SignInRequest } from '../src/index.ts';
import { createWorld, type World } from './_world.ts';

let world: World;

beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

it('writes the serial number of a certificate alike, whatever proof names it', async () => {
  const { directory, pki, random, clock } = world;
  const signIn = createSignIn(world);
  const { userPrincipalName } = DEMO_PEOPLE.alice;
  const { certificate } = await pki.issueClientCertificate({ commonName: 'Alice', userPrincipalName });
  const domain = await directory.domains.find(FEDERATED_DOMAIN);
  const user = await directory.users.findByUserPrincipalName(userPrincipalName);
  const issuerUri = domain?.federation?.issuerUri;
  if (!domain || !user?.onPremisesImmutableId || issuerUri === undefined) throw new Error('the seed changed');

  const decide = async (proof: SignInRequest['proof']) => {
    const client = {
      requestId: random.guid(),
      correlationId: random.guid(),
      remoteAddress: '127.0.0.1',
      userAgent: undefined,
      appId: undefined,
      now: clock.now(),
    };
    const face = 'federation-server';
    const decision = await signIn.decide({ face, client, tenantId: CONTOSO_TENANT_ID, proof });
    if (decision.verdict === 'refused') throw new Error(decision.code);
    return { decision, entry: await directory.signInLog.find(client.requestId) };
  };
  const byCertificate = await decide({
    kind: 'certificate',
    peerCertificates: [certificate],
    expectedUserPrincipalName: undefined,
    audience: { kind: 'federated', issuerUri, signInOrigin: 'https://login.signet.example' },
  });
  const { authentication } = byCertificate.decision;
  const byAssertion = await decide({
    kind: 'assertion',
    domain,
    userPrincipalName,
    immutableId: user.onPremisesImmutableId,
    authenticationInstant: clock.now(),
    byCertificate: true,
    factors: 'single',
    certificateIssuer: authentication.certificate?.issuer,
    certificateSerialNumber: authentication.certificate?.serialNumber.toLowerCase(),
    checks: [],
  });
  const byContinuation = await decide({ kind: 'continuation', userId: user.id, authentication });

  const serialNumber = byCertificate.entry?.certificate?.serialNumber;
  expect(serialNumber).toMatch(/^[0-9A-F]{8,}$/);
  expect(byAssertion.entry?.certificate?.serialNumber).toBe(serialNumber);
  expect(byContinuation.entry?.certificate?.serialNumber).toBe(serialNumber);
});

it('gives what a face made of the decision, or its error, when the row is on disk', async () => {
  const { directory } = world;
  const signIn = createSignIn(world);
  const accepted = continuation();
  expect(await signIn.decideAnd(accepted, async ({ verdict }) => verdict)).toBe('accepted');
  expect(await directory.signInLog.find(accepted.client.requestId)).toMatchObject({ code: 'success' });
  const failing = continuation();
  const failure = new Error('of the face');
  await expect(signIn.decideAnd(failing, () => Promise.reject(failure))).rejects.toBe(failure);
  expect(await directory.signInLog.find(failing.client.requestId)).toMatchObject({ code: 'success' });
});

it('gives nothing out for a decision whose row cannot be written', async () => {
  const { directory } = world;
  const question = continuation();
  const { requestId } = question.client;
  const database = new DatabaseSync(world.databaseFile);
  database.exec(
    `create trigger full before insert on sign_in when new.id = '${requestId}' begin select raise(abort, 'no'); end`,
  );
  database.close();
  const answered = createSignIn(world).decideAnd(question, async ({ verdict }) => verdict);
  await expect(answered).rejects.toThrow();
  expect(await directory.signInLog.find(requestId)).toBeUndefined();
});

/** Alice goes on with what she was granted by password. */
function continuation(): SignInRequest {
  const { random, clock } = world;
  return {
    face: 'refresh-token',
    client: {
      requestId: random.guid(),
      correlationId: random.guid(),
      remoteAddress: '127.0.0.1',
      userAgent: undefined,
      appId: undefined,
      now: clock.now(),
    },
    tenantId: CONTOSO_TENANT_ID,
    proof: {
      kind: 'continuation',
      userId: DEMO_PEOPLE.alice.id,
      authentication: { authTime: clock.now(), amr: ['pwd'], certificate: undefined },
    },
  };
}
