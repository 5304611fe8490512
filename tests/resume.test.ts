import { guid } from '@signet/identity';
import { CONTOSO_TENANT_ID, DEMO_PEOPLE } from '@signet/lab';
import { expect, it } from 'vitest';
import { attemptSignIn, expectPage } from './_refusals.ts';
import { startWorld } from './_world.ts';

const { alice } = DEMO_PEOPLE;
const OTHER_TENANT_ID = 'c0270500-0000-4000-8000-000000000002';

it('refuses to finish a sign-in at the address of another tenant, with a row in the log', async () => {
  await using world = await startWorld();
  const { directory, clock } = world.server.services;
  await directory.tenants.add({
    id: guid(OTHER_TENANT_ID),
    displayName: 'Northwind',
    createdAt: clock.now(),
  });
  const resume = `${world.server.origins.login}/${CONTOSO_TENANT_ID}/oauth2/v2.0/authorize/resume`;
  const certificate = await world.issueFor(alice);
  const { browser, outcome } = await attemptSignIn(world, alice.userPrincipalName, certificate, {
    stopAt: resume,
  });
  if (outcome.kind === 'page') throw new Error(outcome.text);
  const begun = await world.newestLogEntry();

  const elsewhere = outcome.url.href.replace(CONTOSO_TENANT_ID, OTHER_TENANT_ID);
  const page = expectPage(await browser.visit(elsewhere));

  expect(page.text).toContain('AADSTS50020');
  expect(await world.newestLogEntry()).toMatchObject({
    id: page.headers['x-ms-request-id'],
    correlationId: begun.correlationId,
    face: 'authorize-request',
    code: 'user-not-in-tenant',
    userId: alice.id,
    evidence: [{ check: 'user-tenant', result: 'fail' }],
  });
});
