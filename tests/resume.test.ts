import { CONTOSO_TENANT_ID, DEMO_PEOPLE } from '@signet/lab';
import { expect, it } from 'vitest';
import { attemptSignIn, expectPage } from './_refusals.ts';
import { addTenant } from './_tenants.ts';
import { startWorld } from './_world.ts';

const { alice } = DEMO_PEOPLE;

it('refuses to finish a sign-in at the address of another tenant, with a row in the log', async () => {
  await using world = await startWorld();
  const otherTenantId = await addTenant(world, 'Northwind');
  const resume = `${world.server.origins.login}/${CONTOSO_TENANT_ID}/oauth2/v2.0/authorize/resume`;
  const certificate = await world.issueFor(alice);
  const { browser, outcome } = await attemptSignIn(world, alice.userPrincipalName, certificate, {
    stopAt: resume,
  });
  if (outcome.kind === 'page') throw new Error(outcome.text);
  const begun = await world.newestLogEntry();

  const elsewhere = outcome.url.href.replace(CONTOSO_TENANT_ID, otherTenantId);
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
