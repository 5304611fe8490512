import type { RevocationOracle } from '@signet/identity';
import { CONTOSO_TENANT_ID, DEMO_PEOPLE, FEDERATED_DOMAIN } from '@signet/lab';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSignIn } from '../src/index.ts';
import { createWorld, type World } from './_world.ts';

// A partner writes the serial number as text, and of a negative one some write the octets as they are.

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

/** What the lab's CA lists, and one serial number more, of a kind that it does not issue. */
function listing(serialNumber: string): RevocationOracle {
  return {
    check: async (query) =>
      query.serialNumber === serialNumber
        ? { status: 'revoked', revocationDate: 0, reason: 'keyCompromise', checks: [] }
        : world.revocation.check(query),
  };
}

async function claim(serialNumber: string, revocation: RevocationOracle): Promise<string> {
  const { directory, pki, random, clock } = world;
  const domain = await directory.domains.find(FEDERATED_DOMAIN);
  const user = await directory.users.find(DEMO_PEOPLE.alice.id);
  if (!domain || user?.onPremisesImmutableId === undefined) throw new Error('the seed changed');
  const decision = await createSignIn({ ...world, revocation }).decide({
    face: 'federated-assertion',
    tenantId: CONTOSO_TENANT_ID,
    client: {
      requestId: random.guid(),
      correlationId: random.guid(),
      remoteAddress: '127.0.0.1',
      userAgent: undefined,
      appId: undefined,
      now: clock.now(),
    },
    proof: {
      kind: 'assertion',
      domain,
      userPrincipalName: user.userPrincipalName,
      immutableId: user.onPremisesImmutableId,
      authenticationInstant: clock.now(),
      byCertificate: true,
      certificateIssuer: pki.issuing.subject,
      certificateSerialNumber: serialNumber,
      factors: 'single',
      checks: [],
    },
  });
  return decision.verdict === 'accepted' ? 'accepted' : decision.code;
}

it('is asked for as the negative number too that its octets may be', async () => {
  expect(await claim('9F010203', listing('-60fefdfd'))).toBe('certificate-revoked');
  expect(await claim('9F010203', listing('9f010203'))).toBe('certificate-revoked');
  expect(await claim('9F010203', listing('-1'))).toBe('accepted');
});

it('is one number where nothing else can be meant', async () => {
  expect(await claim('009F010203', listing('9f010203'))).toBe('certificate-revoked');
  expect(await claim('1F010203', listing('-60fefdfd'))).toBe('accepted');
  expect(await claim('-60FEFDFD', listing('-60fefdfd'))).toBe('certificate-revoked');
});
