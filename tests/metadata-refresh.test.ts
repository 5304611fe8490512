import { FEDERATED_DOMAIN } from '@signet/lab';
import { createMetadata } from '@signet/server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startWorld, type World } from './_world.ts';

const DAY = 86_400;
let now = Math.floor(Date.now() / 1000);
let world: World;
beforeAll(async () => {
  world = await startWorld({ clock: { now: () => now } });
});
afterAll(() => world?.[Symbol.asyncDispose]());

/** A year of our own federation server, read by the token service as any partner's: over TLS, signed. */
it('follows the signing certificate of the federation server through a roll-over', async () => {
  const { directory, federationKeys } = world.server.services;
  const metadata = createMetadata(
    world.server.services,
    { revocation: { ...LIMITS, addresses: 'public-and-loopback' } },
    world.pki.root.certificatePem,
  );
  const federation = async () => (await directory.domains.find(FEDERATED_DOMAIN))!.federation!;
  const { signingCertificate: first } = await federation();
  await metadata.refreshDue();
  expect(await directory.metadataRefreshes.find(`domain ${FEDERATED_DOMAIN}`)).toBeUndefined();

  now += 336 * DAY;
  await metadata.refreshDue();
  const told = await directory.metadataRefreshes.find(`domain ${FEDERATED_DOMAIN}`);
  expect(told).toMatchObject({ result: 'updated', signer: first });
  const { signingCertificate, nextSigningCertificate: second } = await federation();
  expect(signingCertificate).toEqual(first);
  expect(second).toBeDefined();

  now += 6 * DAY;
  expect((await federationKeys.current(now)).certificate).toEqual(second);
  await metadata.refreshDue();
  expect(await directory.metadataRefreshes.find(`domain ${FEDERATED_DOMAIN}`)).toMatchObject({
    result: 'unchanged',
    signer: second,
  });

  now += 30 * DAY;
  await metadata.refreshDue();
  expect((await federation()).signingCertificate).toEqual(second);
});

const LIMITS = {
  timeLimitMilliseconds: 10_000,
  maxBytes: 1_000_000,
  backgroundTimeLimitMilliseconds: 10_000,
  backgroundMaxBytes: 1_000_000,
};
