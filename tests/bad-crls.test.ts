import { createRandom, createSystemClock } from '@signet/crypto';
import type { CertificateAuthority } from '@signet/identity';
import {
  type CrlFault,
  DEMO_PEOPLE,
  type DemoPerson,
  encodeFaultyCrl,
  type PublisherFault,
} from '@signet/lab';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  attemptSignIn,
  DOORS,
  expectRefusedAsJson,
  expectRefusedOnPage,
  FACE_OF_DOOR,
  type Refusal,
  refresh,
  signInForRefreshToken,
} from './_refusals.ts';
import { startWorld, type World } from './_world.ts';

const ports = { clock: createSystemClock(), random: createRandom() };
const BASE = 'crl/issuing.crl';
const DELTA = 'crl/issuing-delta.crl';

let world: World;
let refreshTokens: ReadonlyMap<DemoPerson, string>;

beforeAll(async () => {
  // Two seconds are long on loopback, and short enough to wait for once per door.
  world = await startWorld({ revocation: { timeLimitMilliseconds: 2000 } });
  refreshTokens = new Map([
    [DEMO_PEOPLE.alice, await signInForRefreshToken(world, DEMO_PEOPLE.alice)],
    [DEMO_PEOPLE.dora, await signInForRefreshToken(world, DEMO_PEOPLE.dora)],
  ]);
});
afterAll(() => world[Symbol.asyncDispose]());
afterEach(async () => {
  for (const path of [BASE, DELTA]) world.publisher.setFault(path, undefined);
  await world.pki.publish();
  await configure(freshUrls());
});

type Row = Omit<Refusal, 'face' | 'check'> & {
  readonly what: string;
  /** Puts something wrong where the CA's CRL is fetched from; nothing is cached for that URL. */
  readonly spoil: () => Promise<void>;
};

const CASES: readonly Row[] = [
  ...(['status-404', 'status-503', 'reset', 'redirect-loop', 'redirect-private'] as const).map((fault) => ({
    what: `whose CRL URL does this: ${fault}`,
    spoil: publisherFault(fault),
    aadsts: 500173,
    code: 'crl-unreachable' as const,
    rule: 'Entra CBA: no usable CRL cached and the URL answers with an error',
  })),
  {
    what: 'whose CRL URL takes the request and never answers',
    spoil: publisherFault('hang'),
    aadsts: 2205012,
    code: 'crl-timeout',
    rule: 'Entra CBA: the CRL must arrive within the time limit',
  },
  ...(['oversize', 'oversize-undeclared', 'endless'] as const).map((fault) => ({
    what: `whose CRL has more than 20 MB: ${fault}`,
    spoil: publisherFault(fault),
    aadsts: 2205014,
    code: 'crl-too-large' as const,
    rule: 'Entra CBA: the CRL must be within the size limit',
  })),
  ...(['html', 'empty', 'garbage', 'truncated'] as const).map((fault) => ({
    what: `whose CRL is none: ${fault}`,
    spoil: publisherFault(fault),
    aadsts: 500174,
    code: 'crl-malformed' as const,
    rule: 'Entra CBA: the download must be a CRL',
  })),
  ...(['wrong-signer', 'tampered'] as const).map((fault) => ({
    what: `whose CRL is not signed by the CA: ${fault}`,
    spoil: crlFault(fault),
    aadsts: 2205015,
    code: 'crl-signature-invalid' as const,
    rule: 'Entra CBA: CRL issuer is the CA, its AKI is the CA’s SKI, signed by the CA',
  })),
  {
    what: 'whose CRL is past its nextUpdate',
    spoil: crlFault('expired'),
    aadsts: 500172,
    code: 'crl-expired',
    rule: 'Entra CBA: a CRL past Next Update that cannot be refreshed is refused',
  },
  ...(
    [
      'without-next-update',
      'not-yet-valid',
      'unknown-critical-extension',
      'only-ca-certificates',
      'delta-as-base',
    ] as const
  ).map((fault) => ({
    what: `whose CRL is ${fault}`,
    spoil: crlFault(fault),
    aadsts: 500178,
    code: 'crl-unusable' as const,
    rule: 'Entra CBA: base and delta CRL must both be valid and cover the certificate',
  })),
  {
    what: 'with a delta CRL URL and no base CRL URL',
    spoil: async () => configure({ ...freshUrls(), certificateRevocationListUrl: undefined }),
    aadsts: 500177,
    code: 'crl-delta-without-base',
    rule: 'Entra CBA: a delta CRL URL needs a base CRL URL',
  },
  {
    what: 'whose delta CRL is not to be had',
    spoil: async () => {
      world.publisher.setFault(DELTA, 'status-404');
      await configure(freshUrls());
    },
    aadsts: 500173,
    code: 'crl-unreachable',
    rule: 'Entra CBA: no usable CRL cached and the URL answers with an error',
  },
];

describe.each(CASES)('a certificate of a CA $what', ({ what: _, spoil, ...refusal }) => {
  const check = 'revocation';

  it.each(DOORS)('signs nobody in at the $door door', async ({ door, person }) => {
    const certificate = await world.issueFor(person);
    await spoil();
    const attempt = await attemptSignIn(world, person.userPrincipalName, certificate);
    await expectRefusedOnPage(world, attempt, { ...refusal, check, face: FACE_OF_DOOR[door] });
  });

  it.each(DOORS)('gets no new tokens for a refresh token of the $door door', async ({ person }) => {
    await spoil();
    const answer = await refresh(world, refreshTokens.get(person) ?? '');
    await expectRefusedAsJson(world, answer, { ...refusal, check, face: 'refresh-token' });
  });
});

it('gets new tokens for the same refresh token once the CRL is there again', async () => {
  const refreshToken = await signInForRefreshToken(world, DEMO_PEOPLE.alice);
  await publisherFault('status-404')();
  expect(await refresh(world, refreshToken)).toMatchObject({ status: 400 });
  world.publisher.setFault(BASE, undefined);
  await configure(withoutDelta());
  expect(await refresh(world, refreshToken)).toMatchObject({ status: 200 });
});

type Urls = Pick<CertificateAuthority, 'certificateRevocationListUrl' | 'deltaCertificateRevocationListUrl'>;

/** The publisher does not look at the query; to Signet it is a URL of which nothing is cached. */
function freshUrls(): Urls {
  const query = ports.random.guid();
  return {
    certificateRevocationListUrl: `${world.publisher.url}/${BASE}?${query}`,
    deltaCertificateRevocationListUrl: `${world.publisher.url}/${DELTA}?${query}`,
  };
}

async function configure(urls: Urls): Promise<void> {
  const { certificateAuthorities } = world.server.services.directory;
  await certificateAuthorities.update({ ...(await world.findIssuingAuthority()), ...urls });
}

function withoutDelta(): Urls {
  return { ...freshUrls(), deltaCertificateRevocationListUrl: undefined };
}

function publisherFault(fault: PublisherFault): () => Promise<void> {
  return async () => {
    world.publisher.setFault(BASE, fault);
    await configure(withoutDelta());
  };
}

function crlFault(fault: CrlFault): () => Promise<void> {
  return async () => {
    await world.pki.publishBytes(BASE, await encodeFaultyCrl(world.pki, 'issuing', fault, ports));
    await configure(withoutDelta());
  };
}
