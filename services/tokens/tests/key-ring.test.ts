import { X509Certificate } from 'node:crypto';
import { generateSigningKey } from '@signet/crypto';
import type { SigningKey } from '@signet/identity';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createKeyRing, type KeyRing, type RingKey, toJwk } from '../src/index.ts';
import { createWorld, DAY, NOW, type World } from './_world.ts';

let world: World;
let ring: KeyRing;

beforeEach(async () => {
  world = await createWorld();
  ring = openRing();
});
afterEach(() => world[Symbol.asyncDispose]());

/** As each process opens it. */
function openRing(use: SigningKey['use'] = 'token-signing'): KeyRing {
  return createKeyRing({
    use,
    commonName: 'Signet token signing',
    directory: world.directory,
    makeSigningKey: (request) => generateSigningKey(request, world.random),
  });
}

const kids = (keys: readonly RingKey[]): readonly string[] => keys.map(({ kid }) => kid);

it('makes a key that signs at once when there is none', async () => {
  const key = await ring.current(NOW);
  expect(key.notBefore).toBe(NOW);
  expect(kids(await ring.published(NOW))).toEqual([key.kid]);
});

it('makes one key for many who ask at the same moment', async () => {
  const keys = await Promise.all(Array.from({ length: 8 }, () => ring.current(NOW)));
  expect(new Set(kids(keys)).size).toBe(1);
  expect(await world.directory.signingKeys.list('token-signing')).toHaveLength(1);
});

it('answers a request of the second before its first key with that key', async () => {
  const [first, second] = await Promise.all([ring.current(NOW + 1), ring.current(NOW)]);
  expect(second.kid).toBe(first.kid);
});

it('keeps the key over a restart and through most of its year', async () => {
  const { kid } = await ring.current(NOW);
  expect((await openRing().current(NOW + 1)).kid).toBe(kid);
  expect(kids(await openRing().published(NOW + 335 * DAY - 1))).toEqual([kid]);
});

it('publishes the next key a month before the end, and a day before it signs', async () => {
  const old = await ring.current(NOW);
  const rollOver = NOW + 335 * DAY + 1;
  const published = await ring.published(rollOver);
  expect(published).toHaveLength(2);
  expect(published[0]?.kid).toBe(old.kid);
  expect((await ring.current(rollOver)).kid).toBe(old.kid);
  expect((await ring.current(rollOver + DAY - 1)).kid).toBe(old.kid);
  const next = await ring.current(rollOver + DAY);
  expect(next.kid).toBe(published[1]?.kid);
  expect(next.notBefore).toBe(rollOver + DAY);
});

it('goes on publishing the old key until a minute after its certificate ends, behind the new one', async () => {
  const old = await ring.current(NOW);
  const rollOver = NOW + 335 * DAY + 1;
  await ring.published(rollOver);
  const both = await ring.published(NOW + 365 * DAY - 1);
  expect(both).toHaveLength(2);
  expect(both[1]?.kid).toBe(old.kid);
  expect(kids(await ring.published(NOW + 365 * DAY + 59))).toEqual([both[0]?.kid]);
});

it('signs with a new key at once after a year in which nobody came', async () => {
  const old = await ring.current(NOW);
  const later = NOW + 400 * DAY;
  const fresh = await ring.current(later);
  expect(fresh.kid).not.toBe(old.kid);
  expect(kids(await ring.published(later))).toEqual([fresh.kid]);
});

it('sees within a minute what another process has rolled over', async () => {
  const rollOver = NOW + 335 * DAY + 1;
  await ring.current(NOW);
  await ring.published(rollOver - 30);
  const elsewhere = kids(await openRing().published(rollOver));
  expect(kids(await ring.published(rollOver + 30))).toEqual(elsewhere);
});

it('replaces the key that signs at once, and goes on publishing the old one', async () => {
  const old = await ring.current(NOW);
  const { kid } = await ring.replace(NOW + 5);
  expect(kid).not.toBe(old.kid);
  expect((await ring.current(NOW + 5)).kid).toBe(kid);
  expect(kids(await ring.published(NOW + 5))).toEqual([kid, old.kid]);
  expect((await openRing().current(NOW + 5)).kid).toBe(kid);
});

it('keeps keys of other uses apart', async () => {
  const federation = await openRing('federation-signing').current(NOW);
  expect((await ring.current(NOW)).kid).not.toBe(federation.kid);
  expect(kids(await ring.published(NOW))).not.toContain(federation.kid);
});

it('describes a key as Entra does: kid and x5t alike, with the certificate', async () => {
  const key = await ring.current(NOW);
  const jwk = toJwk(key);
  expect(jwk).toMatchObject({ kty: 'RSA', use: 'sig', kid: key.kid, x5t: key.kid });
  const certificate = new X509Certificate(Buffer.from(String((jwk['x5c'] as string[])[0]), 'base64'));
  expect(Buffer.from(certificate.fingerprint.replaceAll(':', ''), 'hex').toString('base64url')).toBe(key.kid);
  expect(certificate.checkPrivateKey(key.privateKey)).toBe(true);
  expect(Object.keys(jwk)).not.toContain('d');
});

it('of ES256 has keys of P-256, described with their alg', async () => {
  const key = await openRing('token-signing-es256').current(NOW);
  expect(key.alg).toBe('ES256');
  const jwk = toJwk(key);
  expect(jwk).toMatchObject({ kty: 'EC', crv: 'P-256', use: 'sig', alg: 'ES256', kid: key.kid });
  const certificate = new X509Certificate(Buffer.from(String((jwk['x5c'] as string[])[0]), 'base64'));
  expect(certificate.verify(key.publicKey)).toBe(true);
  expect(certificate.checkPrivateKey(key.privateKey)).toBe(true);
  expect(Object.keys(jwk)).not.toContain('d');
});

it('names the signing key first, also when it is asked twice within the minute', async () => {
  const old = await ring.current(NOW);
  const rollOver = NOW + 335 * DAY + 1;
  await ring.published(rollOver);
  expect((await ring.published(rollOver + 1))[0]?.kid).toBe(old.kid);
});
