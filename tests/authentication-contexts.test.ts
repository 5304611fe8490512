import { InteractionRequiredAuthError, PublicClientApplication } from '@azure/msal-node';
import { DEFAULT_CERTIFICATE_METHOD } from '@signet/identity';
import {
  APPLICATION_IDS,
  type Browser,
  type BrowserOutcome,
  CONTOSO_TENANT_ID,
  DEMO_PEOPLE,
} from '@signet/lab';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { registerApplication } from './_applications.ts';
import { type GraphWorld, refusalOf, startGraphWorld } from './_graph.ts';
import { askToken, authorizeUrl, challengeOf, REDIRECT_URI } from './_refusals.ts';
import { totpCode } from './_totp.ts';

// An API wants more than the token that it was shown: «acrs», as Entra's authentication contexts have it.

const { dora } = DEMO_PEOPLE;
const CONTEXTS = '/identity/conditionalAccess/authenticationContextClassReferences';
const SCOPE = 'api://payroll/Pay';

let graph: GraphWorld;
beforeAll(async () => {
  graph = await startGraphWorld();
  await registerApplication(graph.world, {
    displayName: 'Payroll',
    identifierUris: ['api://payroll'],
    oauth2PermissionScopes: [
      {
        id: graph.world.server.services.random.guid(),
        value: 'Pay',
        type: 'User',
        isEnabled: true,
        userConsentDisplayName: 'Pay people',
      },
    ],
  });
});
afterAll(() => graph[Symbol.asyncDispose]());

describe('Graph', () => {
  it('keeps the contexts of a tenant', async () => {
    const made = await api(CONTEXTS).post({ id: 'c1', displayName: 'Payroll', isAvailable: true });
    expect(made).toMatchObject({ id: 'c1', displayName: 'Payroll', description: '', isAvailable: true });
    await api(CONTEXTS).post({ id: 'c10', displayName: 'Not yet' });
    await api(`${CONTEXTS}/c10`).patch({ description: 'Of next year' });
    const { value } = await api(CONTEXTS).get();
    expect(value).toEqual([
      { id: 'c1', displayName: 'Payroll', description: '', isAvailable: true },
      { id: 'c10', displayName: 'Not yet', description: 'Of next year', isAvailable: false },
    ]);
    expect(await graph.newestAudit()).toMatchObject({
      activityDisplayName: 'Update AuthenticationContextClassReference',
      targetResources: [{ id: 'c10', displayName: 'Not yet' }],
    });
  });

  it.each([
    ['an id that is none', { id: 'c100', displayName: 'X' }, 400],
    ['an id that is there', { id: 'c1', displayName: 'X' }, 409],
    ['no name', { id: 'c2' }, 400],
  ])('refuses %s', async (_words, body, statusCode) => {
    expect(await refusalOf(api(CONTEXTS).post(body))).toMatchObject({ statusCode });
  });

  it('is open to who may read or write conditional access, and to nobody else', async () => {
    const reader = await graph.connect(DEMO_PEOPLE.admin, ['Policy.Read.ConditionalAccess']);
    expect(await reader.api(`${CONTEXTS}/c1`).get()).toMatchObject({ id: 'c1' });
    expect(await refusalOf(reader.api(`${CONTEXTS}/c1`).delete())).toMatchObject({ statusCode: 403 });
    const other = await graph.connect(DEMO_PEOPLE.admin, ['Organization.ReadWrite.All']);
    expect(await refusalOf(other.api(CONTEXTS).get())).toMatchObject({ statusCode: 403 });
  });
});

describe('a client that is told insufficient_claims', () => {
  let browser: Browser;
  let client: PublicClientApplication;
  beforeEach(async () => {
    const { directory, clock, random } = graph.world.server.services;
    await directory.authenticationContexts.put(context('c1', true));
    await directory.totpSecrets.put(dora.id, AUTHENTICATOR_SECRET, clock.now() - 60);
    await directory.permissionGrants.add({
      id: random.guid() as never,
      tenantId: CONTOSO_TENANT_ID,
      clientId: APPLICATION_IDS.native,
      resourceId: (await directory.applications.findByIdentifierUri(CONTOSO_TENANT_ID, 'api://payroll'))!
        .appId,
      principalId: 'AllPrincipals',
      scopes: ['Pay'],
      createdAt: clock.now(),
    });
    browser = graph.world.openBrowser(await graph.world.issueFor(dora));
    const { login } = graph.world.server.origins;
    client = new PublicClientApplication({
      auth: {
        clientId: APPLICATION_IDS.native,
        authority: `${login}/${CONTOSO_TENANT_ID}`,
        knownAuthorities: [new URL(login).host],
      },
    });
  });

  it('comes back with the context after a second factor, and keeps it at refreshes', async () => {
    const first = await acquire(undefined);
    const refused = pay(first.accessToken);
    expect(refused.status).toBe(401);
    const claims = claimsOf(refused);
    const silent = client.acquireTokenSilent({ account: first.account!, scopes: [SCOPE], claims });
    await expect(silent).rejects.toThrow(InteractionRequiredAuthError);
    await expect(silent).rejects.toMatchObject({ errorMessage: expect.stringContaining('AADSTS50076') });
    expect(await graph.world.newestLogEntry()).toMatchObject({
      face: 'refresh-token',
      code: 'multi-factor-required',
      userId: dora.id,
    });

    const second = await acquire(claims);
    expect(pay(second.accessToken).status).toBe(200);
    expect(decodeJwt(second.accessToken)).toMatchObject({ acrs: ['c1'], amr: ['rsa', 'otp', 'mfa'] });
    const third = await client.acquireTokenSilent({ account: second.account!, scopes: [SCOPE], claims });
    expect(pay(third.accessToken).status).toBe(200);
    // Who does not ask is told nothing: another API need not know.
    const plain = await client.acquireTokenSilent({
      account: second.account!,
      scopes: [SCOPE],
      forceRefresh: true,
    });
    expect(decodeJwt(plain.accessToken)).not.toHaveProperty('acrs');
  });

  it('goes on without a page where the certificate is worth two factors', async () => {
    const { authenticationMethodPolicies } = graph.world.server.services.directory;
    await authenticationMethodPolicies.put(
      CONTOSO_TENANT_ID,
      'X509Certificate',
      JSON.stringify({
        ...DEFAULT_CERTIFICATE_METHOD,
        authenticationModeConfiguration: {
          x509CertificateAuthenticationDefaultMode: 'x509CertificateMultiFactor',
          rules: [],
        },
      }),
    );
    const outcome = await visit({ claims: asking('c1') });
    await authenticationMethodPolicies.remove(CONTOSO_TENANT_ID, 'X509Certificate');
    expect(await acrsOf(outcome)).toEqual(['c1']);
  });

  it('is given what it asked for at the authorize endpoint when it does not ask again with the code', async () => {
    expect(await acrsOf(await throughPage(await visit({ claims: asking('c1') })))).toEqual(['c1']);
  });

  it('is not stopped where the context is not essential, and told it only when it holds', async () => {
    const claims = JSON.stringify({ access_token: { acrs: { value: 'c1' } } });
    expect(await acrsOf(await visit({ claims }))).toBeUndefined();
    expect(await acrsOf(await throughPage(await visit({ claims: asking('c1'), prompt: 'login' })))).toEqual([
      'c1',
    ]);
    expect(await acrsOf(await visit({ claims }))).toEqual(['c1']);
  });

  it.each([
    ['is not there', 'c7'],
    ['is not available', 'c10'],
  ])('is refused a context that %s', async (_words, id) => {
    await graph.world.server.services.directory.authenticationContexts.put(context('c10', false));
    const outcome = await visit({ claims: asking(id) });
    expect(outcome.kind === 'redirect' && outcome.parameters.get('error')).toBe('invalid_request');
    expect(outcome.kind === 'redirect' && outcome.parameters.get('error_description')).toContain(id);
  });

  it('is told nothing of a context that was deleted meanwhile', async () => {
    const outcome = await throughPage(await visit({ claims: asking('c1') }));
    await api(`${CONTEXTS}/c1`).delete();
    expect(await acrsOf(outcome)).toBeUndefined();
  });

  /** By code, as MSAL asks for it; answers the page for the authenticator when it comes. */
  async function acquire(claims: string | undefined) {
    const asked = { scopes: [SCOPE], redirectUri: REDIRECT_URI, ...(claims !== undefined && { claims }) };
    const { code_challenge: codeChallenge } = challengeOf(VERIFIER);
    const pkce = { codeChallenge, codeChallengeMethod: 'S256' };
    const url = await client.getAuthCodeUrl({ ...asked, ...pkce, loginHint: dora.userPrincipalName });
    const outcome = await throughPage(await browser.visit(url, { redirectUri: REDIRECT_URI }));
    if (outcome.kind === 'page') throw new Error(outcome.text);
    const code = outcome.parameters.get('code')!;
    return client.acquireTokenByCode({ ...asked, code, codeVerifier: VERIFIER });
  }

  function visit(parameters: Readonly<Record<string, string>>): Promise<BrowserOutcome> {
    const url = authorizeUrl(graph.world, {
      login_hint: dora.userPrincipalName,
      scope: `openid ${SCOPE}`,
      ...challengeOf(VERIFIER),
      ...parameters,
    });
    return browser.visit(url, { redirectUri: REDIRECT_URI });
  }

  async function throughPage(outcome: BrowserOutcome): Promise<BrowserOutcome> {
    if (outcome.kind !== 'page' || !outcome.text.includes('Enter your code')) return outcome;
    const code = totpCode(AUTHENTICATOR_SECRET, graph.world.server.services.clock.now());
    return browser.submit(outcome, { fields: { code } }, { redirectUri: REDIRECT_URI });
  }
});

/** What the API does with a token: RFC 9470's challenge in the words of Microsoft's claims challenges. */
function pay(accessToken: string): { readonly status: 200 | 401; readonly challenge?: string } {
  const { acrs } = decodeJwt(accessToken);
  if (Array.isArray(acrs) && acrs.includes('c1')) return { status: 200 };
  const claims = Buffer.from(asking('c1')).toString('base64');
  return { status: 401, challenge: `Bearer realm="", error="insufficient_claims", claims="${claims}"` };
}

function claimsOf({ challenge = '' }: ReturnType<typeof pay>): string {
  expect(challenge).toContain('error="insufficient_claims"');
  return Buffer.from(/claims="([^"]+)"/.exec(challenge)?.[1] ?? '', 'base64').toString();
}

function asking(id: string): string {
  return JSON.stringify({ access_token: { acrs: { essential: true, values: [id] } } });
}

async function acrsOf(outcome: BrowserOutcome): Promise<unknown> {
  if (outcome.kind === 'page') throw new Error(outcome.text);
  const { body } = await askToken(graph.world, {
    grant_type: 'authorization_code',
    code: outcome.parameters.get('code') ?? '',
    code_verifier: VERIFIER,
    redirect_uri: REDIRECT_URI,
  });
  return decodeJwt(String(body['access_token']))['acrs'];
}

function context(id: string, isAvailable: boolean) {
  return { tenantId: CONTOSO_TENANT_ID, id, displayName: id, description: '', isAvailable };
}

function api(path: string): ReturnType<GraphWorld['administrator']['api']> {
  return graph.administrator.api(path);
}

const AUTHENTICATOR_SECRET = Buffer.from('12345678901234567890');
const VERIFIER = 'a-verifier-of-the-tests-that-is-long-enough-1234567';
