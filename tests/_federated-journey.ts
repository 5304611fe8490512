import { type BrowserOutcome, DEMO_PEOPLE } from '@signet/lab';
import { decodeJwt } from 'jose';
import { expect } from 'vitest';
import { attemptSignIn, redeemCode, refresh } from './_refusals.ts';
import type { World } from './_world.ts';

/**
 * The whole story at the federation server: signed in by certificate, refreshed, revoked, refused on both ways.
 * Answers the addresses that the browser went to on the way to the code.
 */
export async function walkFederatedJourney(world: World): Promise<readonly URL[]> {
  const { alice } = DEMO_PEOPLE;
  const certificate = await world.issueFor(alice);
  const attempt = await attemptSignIn(world, alice.userPrincipalName, certificate);
  const code = codeOf(attempt.outcome);
  const first = await redeemCode(world, { code, codeVerifier: attempt.codeVerifier });
  expect(first.status).toBe(200);
  expect(decodeJwt(String(first.body['id_token']))).toMatchObject({ oid: alice.id, amr: ['fed', 'rsa'] });
  const second = await refresh(world, String(first.body['refresh_token']));
  expect(second.status).toBe(200);
  expect(second.body['refresh_token']).not.toBe(first.body['refresh_token']);

  await world.revoke(certificate);
  const refused = await refresh(world, String(second.body['refresh_token']));
  expect(refused).toMatchObject({ status: 400, body: { error: 'invalid_grant', error_codes: [500171] } });
  const again = await attemptSignIn(world, alice.userPrincipalName, certificate);
  expect(again.outcome).toMatchObject({ kind: 'page', text: expect.stringContaining('AADSTS500171') });
  expect(await world.newestLogEntry()).toMatchObject({ code: 'certificate-revoked' });
  return attempt.outcome.steps.map(({ url }) => new URL(url));
}

function codeOf(outcome: BrowserOutcome): string {
  const code = outcome.kind === 'redirect' ? outcome.parameters.get('code') : null;
  if (code === null) throw new Error(outcome.kind === 'page' ? outcome.text : outcome.url.href);
  return code;
}
