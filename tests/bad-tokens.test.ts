import { stsRefreshTokensValidFromAfterSet, type User } from '@signet/identity';
import { APPLICATION_IDS, DEMO_PEOPLE, type DemoPerson } from '@signet/lab';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  askToken,
  attemptSignIn,
  authorizeUrl,
  DOORS,
  expectRefusedAsJson,
  expectRefusedOnPage,
  FACE_OF_DOOR,
  REDIRECT_URI,
  redeemCode,
  refresh,
  signInForCode,
  signInForRefreshToken,
} from './_refusals.ts';
import { startWorld, type World } from './_world.ts';

const { alice, dora } = DEMO_PEOPLE;

let world: World;
const clock = createTestClock();

beforeAll(async () => {
  world = await startWorld({ clock });
});
afterAll(() => world[Symbol.asyncDispose]());

const INVALID_CODE = {
  aadsts: 70000,
  code: 'authorization-code-invalid',
  check: 'authorization-code-invalid',
  rule: 'RFC 6749 §4.1.3',
  face: 'authorization-code',
} as const;
const REUSED_CODE = {
  aadsts: 54005,
  code: 'authorization-code-reused',
  check: 'authorization-code-reused',
  rule: 'RFC 6749 §4.1.2',
  face: 'authorization-code',
} as const;
const VERIFIER = {
  aadsts: 501481,
  code: 'code-verifier-mismatch',
  check: 'code-verifier-mismatch',
  rule: 'RFC 7636 §4.6',
  face: 'authorization-code',
} as const;
const GRANT_REVOKED = {
  aadsts: 50173,
  code: 'grant-revoked',
  check: 'grant-revoked',
  rule: 'RFC 6749 §6',
  face: 'refresh-token',
  suberror: 'bad_token',
} as const;
const REUSED_TOKEN = {
  aadsts: 70000,
  code: 'refresh-token-reused',
  check: 'refresh-token-reused',
  rule: 'RFC 6749 §6',
  face: 'refresh-token',
  suberror: 'bad_token',
} as const;
const INVALID_TOKEN = {
  aadsts: 70000,
  code: 'refresh-token-invalid',
  check: 'refresh-token-invalid',
  rule: 'RFC 6749 §6',
  face: 'refresh-token',
  suberror: 'bad_token',
} as const;

describe('a code', () => {
  it('is refused the second time, and the refresh token of the first is dead', async () => {
    const signedIn = await newCode();
    const first = await redeemCode(world, signedIn);
    expect(first).toMatchObject({ status: 200 });
    await expectRefusedAsJson(world, await redeemCode(world, signedIn), REUSED_CODE);
    const refreshToken = String(first.body['refresh_token']);
    await expectRefusedAsJson(world, await refresh(world, refreshToken), GRANT_REVOKED);
  });

  it('is redeemed once however many ask at the same moment, and nothing of it stays', async () => {
    const signedIn = await newCode();
    const answers = await Promise.all(Array.from({ length: 6 }, () => redeemCode(world, signedIn)));
    const granted = answers.filter(({ status }) => status === 200);
    expect(granted.length).toBeLessThanOrEqual(1);
    for (const { body } of granted) {
      const answer = await refresh(world, String(body['refresh_token']));
      await expectRefusedAsJson(world, answer, GRANT_REVOKED);
    }
  });

  it.each([
    ['that was never issued', { code: 'b2gtbm8' }],
    ['with another redirect_uri', { redirect_uri: 'http://localhost/other' }],
    ['of another public client', { client_id: APPLICATION_IDS.spa }],
  ])('%s is refused', async (_what, changes) => {
    await expectRefusedAsJson(world, await redeemCode(world, await newCode(), changes), INVALID_CODE);
  });

  it('of another, confidential client is refused', async () => {
    const changes = { client_id: APPLICATION_IDS.web, client_secret: world.webAppClientSecret };
    await expectRefusedAsJson(world, await redeemCode(world, await newCode(), changes), INVALID_CODE);
  });

  it('is refused after five minutes', async () => {
    const signedIn = await newCode();
    clock.advance(301);
    await expectRefusedAsJson(world, await redeemCode(world, signedIn), INVALID_CODE);
  });

  it('is refused with the code_verifier of another sign-in', async () => {
    const { codeVerifier } = await newCode();
    const answer = await redeemCode(world, { ...(await newCode()), codeVerifier });
    await expectRefusedAsJson(world, answer, VERIFIER);
  });

  it('is refused with an empty code_verifier', async () => {
    const answer = await redeemCode(world, { ...(await newCode()), codeVerifier: '' });
    await expectRefusedAsJson(world, answer, VERIFIER);
  });

  it('is refused without code_verifier', async () => {
    const { code } = await newCode();
    const form = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI };
    await expectRefusedAsJson(world, await askToken(world, form), VERIFIER);
  });

  it('is used up by a wrong code_verifier: whoever guesses has one guess', async () => {
    const signedIn = await newCode();
    await redeemCode(world, { ...signedIn, codeVerifier: 'wrong' });
    await expectRefusedAsJson(world, await redeemCode(world, signedIn), REUSED_CODE);
  });

  it('that was asked for without code_challenge is refused with a code_verifier', async () => {
    const redirectUri = `${world.webAppOrigin}/callback`;
    const url = authorizeUrl(world, {
      client_id: APPLICATION_IDS.web,
      redirect_uri: redirectUri,
      login_hint: alice.userPrincipalName,
    });
    const outcome = await world.openBrowser(await world.issueFor(alice)).visit(url, { redirectUri });
    if (outcome.kind === 'page') throw new Error(outcome.text);
    const code = outcome.parameters.get('code') ?? '';
    const answer = await redeemCode(
      world,
      { code, codeVerifier: 'a'.repeat(43) },
      { client_id: APPLICATION_IDS.web, client_secret: world.webAppClientSecret, redirect_uri: redirectUri },
    );
    await expectRefusedAsJson(world, answer, {
      aadsts: 501491,
      code: 'code-verifier-unexpected',
      check: 'code-verifier-unexpected',
      rule: 'RFC 9700 §2.1.1',
      face: 'authorization-code',
    });
  });
});

describe('a client', () => {
  const face = 'authorization-code';
  const WRONG_SECRET = {
    error: 'invalid_client',
    aadsts: 7000215,
    code: 'client-secret-invalid',
    check: 'client-secret-invalid',
    rule: 'RFC 6749 §2.3.1',
    face,
  } as const;

  it('that is not registered is refused', async () => {
    const changes = { client_id: world.server.services.random.guid() };
    await expectRefusedAsJson(world, await redeemCode(world, await newCode(), changes), {
      error: 'unauthorized_client',
      aadsts: 700016,
      code: 'application-unknown',
      check: 'application-unknown',
      rule: 'RFC 6749 §3.2.1',
      face,
    });
  });

  it('with a wrong secret is refused', async () => {
    const changes = { client_id: APPLICATION_IDS.web, client_secret: 'wrong' };
    await expectRefusedAsJson(world, await redeemCode(world, await newCode(), changes), WRONG_SECRET);
  });

  it('with a wrong secret in the Authorization header is refused', async () => {
    const basic = Buffer.from(`${APPLICATION_IDS.web}:wrong`).toString('base64');
    const form = { grant_type: 'authorization_code', code: 'b2gtbm8', redirect_uri: REDIRECT_URI };
    const answer = await askToken(world, form, { authorization: `Basic ${basic}` });
    await expectRefusedAsJson(world, answer, WRONG_SECRET);
  });

  it('that is confidential is refused without a secret', async () => {
    const changes = { client_id: APPLICATION_IDS.web };
    await expectRefusedAsJson(world, await redeemCode(world, await newCode(), changes), {
      error: 'invalid_client',
      aadsts: 7000218,
      code: 'client-authentication-missing',
      check: 'client-authentication-missing',
      rule: 'RFC 6749 §3.2.1',
      face,
    });
  });

  it('that is public is refused with a secret', async () => {
    const changes = { client_secret: world.webAppClientSecret };
    await expectRefusedAsJson(world, await redeemCode(world, await newCode(), changes), {
      error: 'invalid_client',
      aadsts: 700025,
      code: 'client-is-public',
      check: 'client-is-public',
      rule: 'RFC 6749 §2.3',
      face,
    });
  });

  it('is refused once its secret has expired', async () => {
    const { applications } = world.server.services.directory;
    const web = await applications.find(APPLICATION_IDS.web);
    if (!web) throw new Error('the demo organisation lacks its web app');
    const secrets = web.secrets.map((secret) => ({ ...secret, endDate: clock.now() }));
    await applications.update({ ...web, secrets });
    const changes = { client_id: APPLICATION_IDS.web, client_secret: world.webAppClientSecret };
    const answer = await redeemCode(world, await newCode(), changes);
    await applications.update(web);
    await expectRefusedAsJson(world, answer, {
      error: 'invalid_client',
      aadsts: 7000222,
      code: 'client-secret-expired',
      check: 'client-secret-expired',
      rule: 'RFC 6749 §2.3.1',
      face,
    });
  });
});

describe('a refresh token', () => {
  it('that was never issued is refused', async () => {
    await expectRefusedAsJson(world, await refresh(world, 'b2gtbm8'), INVALID_TOKEN);
  });

  it('of another client is refused, and its own client still has it', async () => {
    const refreshToken = await signInForRefreshToken(world, alice);
    const answer = await refresh(world, refreshToken, { client_id: APPLICATION_IDS.spa });
    await expectRefusedAsJson(world, answer, INVALID_TOKEN);
    expect(await refresh(world, refreshToken)).toMatchObject({ status: 200 });
  });

  it('works again for a minute after its successor was handed out', async () => {
    const refreshToken = await signInForRefreshToken(world, alice);
    expect(await refresh(world, refreshToken)).toMatchObject({ status: 200 });
    clock.advance(60);
    expect(await refresh(world, refreshToken)).toMatchObject({ status: 200 });
  });

  it('that comes back after the grace ends the whole family', async () => {
    const refreshToken = await signInForRefreshToken(world, alice);
    const successor = String((await refresh(world, refreshToken)).body['refresh_token']);
    clock.advance(61);
    await expectRefusedAsJson(world, await refresh(world, refreshToken), REUSED_TOKEN);
    await expectRefusedAsJson(world, await refresh(world, successor), REUSED_TOKEN);
  });

  it('is refused after ninety days without use', async () => {
    const refreshToken = await signInForRefreshToken(world, alice);
    clock.advance(90 * 86_400);
    await expectRefusedAsJson(world, await refresh(world, refreshToken), {
      aadsts: 700082,
      code: 'refresh-token-expired',
      check: 'refresh-token-expired',
      rule: 'RFC 6749 §6',
      face: 'refresh-token',
      suberror: 'bad_token',
    });
    await world.pki.publish();
  });
});

describe.each(DOORS)('StsRefreshTokensValidFrom of a user of the $door door', ({ door, person }) => {
  it('ends the refresh token, and asks for a CRL that was published later', async () => {
    await publishLater();
    const certificate = await world.issueFor(person);
    const refreshToken = await signInForRefreshToken(world, person, certificate);
    const authTime = clock.now();
    clock.advance(10);
    const validFrom = await revokeSessions(person);

    // The first refusal ends the grant; whoever tries again is told the same.
    for (const answer of [await refresh(world, refreshToken), await refresh(world, refreshToken)]) {
      await expectRefusedAsJson(world, answer, {
        aadsts: 50173,
        code: 'sessions-revoked',
        check: 'valid-from',
        rule: 'Entra: StsRefreshTokensValidFrom',
        face: 'refresh-token',
        suberror: 'bad_token',
      });
      expect(answer.body['error_description']).toContain(`'${isoTime(authTime)}'`);
      expect(answer.body['error_description']).toContain(`'${isoTime(validFrom)}'`);
    }

    const attempt = await attemptSignIn(world, person.userPrincipalName, certificate);
    await expectRefusedOnPage(world, attempt, {
      aadsts: 500178,
      code: 'crl-older-than-valid-from',
      check: 'crl-effective-date',
      rule: 'Entra CBA: CRL Effective Date later than StsRefreshTokensValidFrom',
      face: FACE_OF_DOOR[door],
    });

    await publishLater();
    expect(await redeemCode(world, await signInForCode(world, person, certificate))).toMatchObject({
      status: 200,
    });
  });

  it('ends single sign-on of the open browser', async () => {
    await publishLater();
    const certificate = await world.issueFor(person);
    const { browser } = await signInForCode(world, person, certificate);
    clock.advance(10);
    await revokeSessions(person);
    const { outcome } = await attemptSignIn(world, person.userPrincipalName, certificate, { browser });
    expect(outcome).toMatchObject({ kind: 'page', text: expect.stringContaining('AADSTS500178') });
  });

  it('keeps a revoked certificate out when the later CRL lists it', async () => {
    await publishLater();
    const certificate = await world.issueFor(person);
    clock.advance(10);
    await revokeSessions(person);
    clock.advance(10);
    await world.revoke(certificate);
    const attempt = await attemptSignIn(world, person.userPrincipalName, certificate);
    await expectRefusedOnPage(world, attempt, {
      aadsts: 500171,
      code: 'certificate-revoked',
      check: 'revocation',
      rule: 'Entra CBA: a serial number on the CRL is refused',
      face: FACE_OF_DOOR[door],
    });
  });
});

describe.each(DOORS)('a cached CRL that has expired and cannot be had anew', ({ door, person }) => {
  const refusal = {
    aadsts: 500172,
    code: 'crl-expired',
    check: 'revocation',
    rule: 'Entra CBA: a CRL past Next Update that cannot be refreshed is refused',
  } as const;

  it('lets nobody in and gives no new tokens, until it is there again', async () => {
    await publishLater();
    const certificate = await world.issueFor(person);
    const refreshToken = await signInForRefreshToken(world, person, certificate);
    clock.advance(8 * 86_400);
    // The root's CRLs are renewed, those of the issuing CA stay out of reach.
    await world.pki.publish();
    for (const path of ISSUING_CRLS) world.publisher.setFault(path, 'status-503');
    onTestFinished(() => {
      for (const path of ISSUING_CRLS) world.publisher.setFault(path, undefined);
    });
    const attempt = await attemptSignIn(world, person.userPrincipalName, certificate);
    await expectRefusedOnPage(world, attempt, { ...refusal, face: FACE_OF_DOOR[door] });
    const answer = await refresh(world, refreshToken);
    await expectRefusedAsJson(world, answer, { ...refusal, face: 'refresh-token' });

    for (const path of ISSUING_CRLS) world.publisher.setFault(path, undefined);
    clock.advance(60);
    expect(await refresh(world, refreshToken)).toMatchObject({ status: 200 });
  });
});

const ISSUING_CRLS = ['crl/issuing.crl', 'crl/issuing-delta.crl'] as const;

async function newCode(): ReturnType<typeof signInForCode> {
  return await signInForCode(world, dora, await world.issueFor(dora));
}

async function publishLater(): Promise<void> {
  clock.advance(10);
  await world.pki.publish();
  await world.refreshCrls();
}

/** As an administrator does it: a date in the future stores the present moment. */
async function revokeSessions(person: DemoPerson): Promise<number> {
  const { users } = world.server.services.directory;
  const now = clock.now();
  const validFrom = stsRefreshTokensValidFromAfterSet(now + 3600, now);
  await users.update({ ...((await users.find(person.id)) as User), stsRefreshTokensValidFrom: validFrom });
  return validFrom ?? Number.NaN;
}

function isoTime(time: number): string {
  return new Date(time * 1000).toISOString().replace('.000Z', 'Z');
}

/** Starts at the present, because TLS itself goes by the machine's clock. */
function createTestClock(): { now(): number; advance(seconds: number): void } {
  let now = Math.floor(Date.now() / 1000);
  return {
    now: () => now,
    advance: (seconds) => {
      now += seconds;
    },
  };
}
