import { createRandom } from '@signet/crypto';
import { encodeFaultyCrl } from '@signet/lab';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  atEachDoor,
  attemptSignIn,
  expectRefusedAsJson,
  expectRefusedOnPage,
  FACE_OF_DOOR,
  refresh,
  signInForRefreshToken,
} from './_refusals.ts';
import { startWorld, type World } from './_world.ts';

// Who can answer in the place of a CA's CRL server, and who can say where it is, against the running server.

const BASE = 'crl/issuing.crl';
const REVOKED = {
  aadsts: 500171,
  code: 'certificate-revoked',
  check: 'revocation',
  rule: 'Entra CBA: a serial number on the CRL is refused',
} as const;
/** Each is signed by the CA and lacks the certificate that is revoked next. */
const OLD = [
  { what: 'with a lower number and a later thisUpdate', old: 'number-goes-back' },
  { what: 'with a higher number and an earlier thisUpdate', old: 'this-update-goes-back' },
  { what: 'as it was', old: 'replayed' },
] as const;

describe('a CRL from before the revocation in place of the one in use', () => {
  let world: World;
  /** Stands still unless a test moves it. */
  let time = Math.floor(Date.now() / 1000);
  const clock = { now: () => time };
  beforeAll(async () => {
    world = await startWorld({ clock });
    await world.server.services.directory.certificateAuthorities.update({
      ...(await world.findIssuingAuthority()),
      // It would list the certificate too.
      deltaCertificateRevocationListUrl: undefined,
    });
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  it.each(atEachDoor(OLD))('signs nobody in at the $door door, $what', async ({ old, door, person }) => {
    const certificate = await world.issueFor(person);
    const refreshToken = await signInForRefreshToken(world, person, certificate);
    const before = await listBefore(old);
    await world.revoke(certificate);
    time += 120;
    await world.pki.publishBytes(BASE, before);
    await world.refreshCrls();
    await expectOldOneRefused();
    const attempt = await attemptSignIn(world, person.userPrincipalName, certificate);
    await expectRefusedOnPage(world, attempt, { ...REVOKED, face: FACE_OF_DOOR[door] });
    await expectRefusedAsJson(world, await refresh(world, refreshToken), {
      ...REVOKED,
      suberror: 'bad_token',
      face: 'refresh-token',
    });
  });

  async function listBefore(old: (typeof OLD)[number]['old']): Promise<Uint8Array> {
    if (old === 'replayed') return (await world.pki.findPublication(BASE))!.bytes;
    // Made later than the list in use, so that one thing only is old about it.
    const later = old === 'number-goes-back' ? { now: () => time + 60 } : clock;
    return encodeFaultyCrl(world.pki, 'issuing', old, { clock: later, random: createRandom() });
  }

  async function expectOldOneRefused(): Promise<void> {
    const { revocation } = world.server.services;
    const status = await revocation.status(await world.findIssuingAuthority());
    expect(status[0]).toMatchObject({ state: 'valid', lastError: { failure: 'crl-unusable' } });
  }
});

describe('a CRL URL that leads to a service of this machine', () => {
  let world: World;
  beforeAll(async () => {
    // As it is out of the box, where the demo's loopback is not allowed.
    world = await startWorld({ revocation: { addresses: 'public' } });
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  it.each(
    atEachDoor(
      ['localhost', '127.0.0.1', '[::ffff:127.0.0.1]', '0x7f.1', '2130706433', '0.0.0.0'].map((host) => ({
        host,
      })),
    ),
  )('is not asked, and signs nobody in at the $door door: $host', async ({ host, door, person }) => {
    const certificate = await world.issueFor(person);
    const { port } = new URL(world.publisher.url);
    await world.server.services.directory.certificateAuthorities.update({
      ...(await world.findIssuingAuthority()),
      certificateRevocationListUrl: `http://${host}:${port}/${BASE}`,
      deltaCertificateRevocationListUrl: undefined,
    });
    const attempt = await attemptSignIn(world, person.userPrincipalName, certificate);
    await expectRefusedOnPage(world, attempt, {
      aadsts: 500173,
      code: 'crl-unreachable',
      check: 'revocation',
      rule: 'Entra CBA: no usable CRL cached and the URL answers with an error',
      face: FACE_OF_DOOR[door],
    });
    expect(world.publisher.requestCount(BASE)).toBe(0);
  });
});
