import { createHash } from 'node:crypto';
import { createSystemClock } from '@signet/crypto';
import { DEMO_PEOPLE } from '@signet/lab';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { refresh, signInForRefreshToken } from './_refusals.ts';
import { startWorld, type World } from './_world.ts';

// RFC 5280 §5: a CA may drop an entry from its CRL once the certificate has expired.

const system = createSystemClock();
let ahead = 0;
let world: World;

beforeAll(async () => {
  world = await startWorld({ clock: { now: () => system.now() + ahead } });
});
afterAll(() => world[Symbol.asyncDispose]());

it('gives no new tokens once the certificate behind a refresh token has expired', async () => {
  const { displayName: commonName, userPrincipalName } = DEMO_PEOPLE.dora;
  const notAfter = system.now() + 3600;
  const certificate = await world.pki.issueClientCertificate({ commonName, userPrincipalName, notAfter });
  const refreshToken = await signInForRefreshToken(world, DEMO_PEOPLE.dora, certificate);
  const other = await signInForRefreshToken(world, DEMO_PEOPLE.dora, certificate);
  const { directory } = world.server.services;
  expect((await findGrant(other)).certificate?.notAfter).toBe(notAfter);

  ahead = notAfter - system.now() + 1;
  const answer = await refresh(world, refreshToken);
  expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_grant', suberror: 'bad_token' } });
  const entry = await world.newestLogEntry();
  expect(entry.code).toBe('certificate-expired');
  expect(entry.evidence).toContainEqual(
    expect.objectContaining({ check: 'certificate-not-expired', result: 'fail' }),
  );

  await directory.certificateUses.endExpired(system.now() + ahead);
  expect((await findGrant(other)).revokedBecause).toBe('certificate-expired');
  expect(await refresh(world, other)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

async function findGrant(refreshToken: string) {
  const { grants } = world.server.services.directory;
  const token = await grants.findRefreshToken(createHash('sha256').update(refreshToken).digest('hex'));
  const grant = token && (await grants.find(token.grantId));
  if (grant === undefined) throw new Error('there is no grant');
  return grant;
}
