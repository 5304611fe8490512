import type { CertificateAuthority } from '@signet/identity';
import { describeSignInCode } from '@signet/identity';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createTestAuthority } from '../../../core/pki/src/crl/_test-authority.ts';
import type { RevocationService } from '../src/index.ts';
import { BASE_PATH, createWorld, DELTA_PATH, NOW, type World } from './_world.ts';

// The decision table of Entra CBA, a row each. Its last row, «issuing CA not in the tenant store», is
// decided where the path is built (services/sign-in, `certificate-untrusted`).

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world[Symbol.asyncDispose]());

interface Row {
  readonly state: string;
  /** Brings the state about; what it returns is asked about. */
  readonly prepare: (service: RevocationService) => Promise<CertificateAuthority | undefined>;
  /** `status`, or the failure of an undetermined answer. */
  readonly result: string;
  /** AADSTS number of a refusal. */
  readonly aadsts?: number;
}

const DAY = 86_400;
const LIMITS = { timeLimitMilliseconds: 250, maxBytes: 10_000 };

const ROWS: readonly Row[] = [
  {
    state: 'no base URL, no delta URL, CRL validation not required',
    prepare: async () => world.configure({}),
    result: 'not-checked',
  },
  {
    state: 'no base URL, no delta URL, CRL validation required, CA exempt',
    prepare: async () => {
      await requireCrls(['00:ab', 'A b']);
      return world.configure({});
    },
    result: 'not-checked',
  },
  {
    state: 'no base URL, CRL validation required, CA without identifier, exemptions without digits',
    prepare: async () => {
      await requireCrls(['', '::']);
      return { ...world.configure({}), issuerSki: '' };
    },
    result: 'crl-not-configured',
    aadsts: 500175,
  },
  {
    state: 'no base URL, CRL validation required, CA not exempt',
    prepare: async () => {
      await requireCrls(['00ab']);
      return world.configure({});
    },
    result: 'crl-not-configured',
    aadsts: 500175,
  },
  {
    state: 'no base URL, and a policy that cannot be read',
    prepare: async () => {
      const { authenticationMethodPolicies } = world.directory;
      await authenticationMethodPolicies.put(world.authority.tenantId, 'X509Certificate', '{}');
      return world.configure({});
    },
    result: 'crl-not-configured',
    aadsts: 500175,
  },
  {
    state: 'delta URL, no base URL',
    prepare: async () => world.configure({ delta: world.server.url(DELTA_PATH) }),
    result: 'crl-delta-without-base',
    aadsts: 500177,
  },
  {
    state: 'fresh cached CRL, serial absent',
    prepare: async (service) => {
      await world.publish({ crlNumber: 1, entries: [{ serialNumber: '0b' }] });
      await service.refresh(world.authority);
      breakServer();
      return undefined;
    },
    result: 'good',
  },
  {
    state: 'fresh cached CRLs, serial absent from base and delta',
    prepare: async (service) => {
      await world.publish({ crlNumber: 1 });
      await world.publish({ crlNumber: 2, baseCrlNumber: 1 }, 'delta');
      await service.refresh(withDelta());
      breakServer();
      return withDelta();
    },
    result: 'good',
  },
  {
    state: 'fresh cached CRL, serial listed',
    prepare: async (service) => {
      await world.publish({ crlNumber: 1, entries: [{ serialNumber: '0a' }] });
      await service.refresh(world.authority);
      return undefined;
    },
    result: 'revoked',
    aadsts: 500171,
  },
  {
    state: 'nothing usable cached; HTTP error from CDP',
    prepare: async () => {
      breakServer();
      return undefined;
    },
    result: 'crl-unreachable',
    aadsts: 500173,
  },
  {
    state: 'nothing usable cached; timed out',
    prepare: async () => {
      world.server.answer(BASE_PATH, () => undefined);
      return undefined;
    },
    result: 'crl-timeout',
    aadsts: 2205012,
  },
  {
    state: 'nothing usable cached; download already running',
    prepare: async (service) => {
      const asked = Promise.withResolvers<void>();
      world.server.answer(BASE_PATH, () => asked.resolve());
      void service.refresh(world.authority);
      await asked.promise;
      return undefined;
    },
    result: 'crl-download-running',
    aadsts: 2205013,
  },
  {
    state: 'nothing usable cached; download already running in another process',
    prepare: async () => {
      const { leases } = world.directory;
      const name = `crl-download ${world.server.url(BASE_PATH)}`;
      await leases.acquire(name, 'another process', NOW, NOW + 60);
      return undefined;
    },
    result: 'crl-download-running',
    aadsts: 2205013,
  },
  {
    state: 'nothing usable cached; bigger than the limit',
    prepare: async () => {
      world.server.answer(BASE_PATH, Buffer.alloc(LIMITS.maxBytes + 1));
      return undefined;
    },
    result: 'crl-too-large',
    aadsts: 2205014,
  },
  {
    state: 'nothing usable cached; not a CRL',
    prepare: async () => {
      world.server.answer(BASE_PATH, Buffer.from('<!doctype html>'));
      return undefined;
    },
    result: 'crl-malformed',
    aadsts: 500174,
  },
  {
    state: 'nothing usable cached; signature does not fit the CA',
    prepare: async () => {
      await world.publish({ signedBy: await createTestAuthority('CN=Mallory') });
      return undefined;
    },
    result: 'crl-signature-invalid',
    aadsts: 2205015,
  },
  {
    state: 'nothing usable cached; AKI does not fit the CA',
    prepare: async () => {
      const renewed = await createTestAuthority('O=Contoso, CN=Issuing CA');
      world.server.answer(BASE_PATH, await renewed.issueCrl({ thisUpdate: NOW }));
      return undefined;
    },
    result: 'crl-signature-invalid',
    aadsts: 2205015,
  },
  {
    state: 'cached CRL past Next Update, refresh failed',
    prepare: async (service) => {
      await world.publish({ crlNumber: 1 });
      await service.refresh(world.authority);
      breakServer();
      world.clock.advance(DAY);
      return undefined;
    },
    result: 'crl-expired',
    aadsts: 500172,
  },
  {
    state: 'new CRL has lower CRL Number than cached: the old one is kept',
    prepare: async (service) => {
      await world.publish({ crlNumber: 5, entries: [{ serialNumber: '0a' }] });
      await service.refresh(world.authority);
      await world.publish({ crlNumber: 4 });
      const [refused] = await service.refresh(world.authority);
      expect(refused).toMatchObject({ outcome: 'failed', failure: 'crl-unusable' });
      return undefined;
    },
    result: 'revoked',
    aadsts: 500171,
  },
  {
    state: 'new CRL has lower CRL Number than cached, until the old one expires',
    prepare: async (service) => {
      await world.publish({ crlNumber: 5 });
      await service.refresh(world.authority);
      await world.publish({ crlNumber: 4 });
      world.clock.advance(DAY);
      return undefined;
    },
    result: 'crl-expired',
    aadsts: 500172,
  },
  {
    state: 'base fresh, delta not to be had',
    prepare: async () => {
      await world.publish({ crlNumber: 1 });
      return withDelta();
    },
    result: 'crl-unreachable',
    aadsts: 500173,
  },
];

it.each(ROWS)('$state → $result', async ({ prepare, result, aadsts }) => {
  const service = world.startService({ limits: { addresses: 'public-and-loopback', ...LIMITS } });
  const authority = (await prepare(service)) ?? world.authority;
  const question = { authority, serialNumber: 'a', subjectIsCA: false, publishedAfter: undefined };
  const answer = await service.check(question);
  const found = answer.status === 'undetermined' ? answer.failure : answer.status;
  expect(found).toBe(result);
  const code = answer.status === 'revoked' ? 'certificate-revoked' : found;
  if (aadsts !== undefined) expect(describeSignInCode(code as never).aadsts).toBe(aadsts);
  const last = answer.checks.at(-1);
  expect(last).toMatchObject({
    check: 'revocation',
    result: aadsts === undefined ? (result === 'good' ? 'pass' : 'skipped') : 'fail',
    rule: expect.stringMatching(/^Entra CBA: /),
  });
});

function withDelta(): CertificateAuthority {
  return world.configure({ base: world.server.url(BASE_PATH), delta: world.server.url(DELTA_PATH) });
}

function breakServer(): void {
  for (const path of [BASE_PATH, DELTA_PATH]) {
    world.server.answer(path, (_, response) => response.writeHead(500).end());
  }
}

async function requireCrls(exemptedCertificateAuthoritiesSubjectKeyIdentifiers: string[]): Promise<void> {
  const crlValidationConfiguration = {
    state: 'enabled',
    exemptedCertificateAuthoritiesSubjectKeyIdentifiers,
  };
  const policy = JSON.stringify({ crlValidationConfiguration });
  await world.directory.authenticationMethodPolicies.put(world.authority.tenantId, 'X509Certificate', policy);
}
