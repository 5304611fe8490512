import { createHash } from 'node:crypto';
import { DEMO_PEOPLE } from '@signet/lab';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { attemptSignIn, refresh, signInForRefreshToken } from './_refusals.ts';
import { startWorld, type World } from './_world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

it('ends a grant when the CRL that lists its certificate arrives, before anybody refreshes', async () => {
  const certificate = await world.issueFor(DEMO_PEOPLE.dora);
  const other = await world.issueFor(DEMO_PEOPLE.emil);
  const refreshToken = await signInForRefreshToken(world, DEMO_PEOPLE.dora, certificate);
  const untouched = await signInForRefreshToken(world, DEMO_PEOPLE.emil, other);
  await world.revoke(certificate);
  await expect.poll(() => findRevocation(refreshToken)).toBe('certificate-revoked');
  expect(await findRevocation(untouched)).toBeUndefined();
});

it('keeps the grant ended after the CA has dropped the certificate from its CRL', async () => {
  const certificate = await world.issueFor(DEMO_PEOPLE.dora);
  const refreshToken = await signInForRefreshToken(world, DEMO_PEOPLE.dora, certificate);
  await world.pki.revoke(certificate.serialNumber, 'certificateHold');
  await world.pki.publish();
  await world.refreshCrls();
  await expect.poll(() => findRevocation(refreshToken)).toBe('certificate-revoked');
  await world.pki.unrevoke(certificate.serialNumber);
  await world.pki.publish();
  await world.refreshCrls();
  expect((await refresh(world, refreshToken)).body).toMatchObject({
    error: 'invalid_grant',
    suberror: 'bad_token',
  });
  await expect(signInForRefreshToken(world, DEMO_PEOPLE.dora, certificate)).resolves.toEqual(
    expect.any(String),
  );
});

it('names in the log whose revoked certificate it was, though the certificate alone names the user', async () => {
  const certificate = await world.issueFor(DEMO_PEOPLE.alice);
  await world.revoke(certificate);
  await attemptSignIn(world, DEMO_PEOPLE.alice.userPrincipalName, certificate);
  expect(await world.newestLogEntry()).toMatchObject({
    code: 'certificate-revoked',
    face: 'federation-server',
    userId: DEMO_PEOPLE.alice.id,
  });
});

async function findRevocation(refreshToken: string): Promise<string | undefined> {
  const { grants } = world.server.services.directory;
  const token = await grants.findRefreshToken(createHash('sha256').update(refreshToken).digest('hex'));
  return token && (await grants.find(token.grantId))?.revokedBecause;
}
