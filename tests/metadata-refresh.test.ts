import { createRandom, generateSigningKey } from '@signet/crypto';
import { FEDERATED_DOMAIN } from '@signet/lab';
import { createMetadata } from '@signet/server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPartnerServer } from '../services/federation/tests/_partner-server.ts';
import { metadataOf } from '../services/federation/tests/_world.ts';
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

it('does not follow its partner’s metadata from TLS to a server without it', async () => {
  await using partner = await startPartnerServer(world.pki);
  await using attacker = await startPartnerServer();
  const metadata = createMetadata(
    world.server.services,
    { revocation: { ...LIMITS, addresses: 'public-and-loopback' } },
    world.pki.root.certificatePem,
  );
  const { directory } = world.server.services;
  const domain = (await directory.domains.find(FEDERATED_DOMAIN))!;
  const times = { notBefore: now - DAY, notAfter: now + DAY, now };
  const theirs = await generateSigningKey(
    { use: 'federation-signing', commonName: 'x', ...times },
    createRandom(),
  );
  const { issuerUri, signingCertificate } = domain.federation!;
  attacker.text = await metadataOf([{ certificate: signingCertificate }, theirs], { entityId: issuerUri });
  const subject = { kind: 'domain', domain, url: partner.url } as const;
  partner.location = attacker.url;
  expect(await metadata.refreshNow(subject)).toMatchObject({
    result: 'unreachable',
    reason: expect.stringMatching(/from https to http/),
  });
  expect(attacker.hits).toBe(0);
  expect((await directory.domains.find(FEDERATED_DOMAIN))!.federation).toEqual(domain.federation);
  // By TLS the same text would have been taken.
  Object.assign(partner, { location: undefined, text: attacker.text });
  expect(await metadata.refreshNow(subject)).toMatchObject({ result: 'updated' });
});

const LIMITS = {
  timeLimitMilliseconds: 10_000,
  maxBytes: 1_000_000,
  backgroundTimeLimitMilliseconds: 10_000,
  backgroundMaxBytes: 1_000_000,
};
