import { createRandom } from '@signet/crypto';
import {
  type Browser,
  type BrowserOutcome,
  CONTOSO_TENANT_ID,
  DEMO_PEOPLE,
  type DemoPerson,
} from '@signet/lab';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  attemptSignIn,
  authorizeUrl,
  challengeOf,
  DOORS,
  type Door,
  expectRefusedOnPage,
  FACE_OF_DOOR,
  REDIRECT_URI,
  type Refusal,
} from './_refusals.ts';
import { startWorld, type World } from './_world.ts';

const { alice, dora } = DEMO_PEOPLE;
const random = createRandom();

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

type Row = Refusal & { readonly what: string };

const LOST = {
  aadsts: 90100,
  code: 'interaction-lost',
  check: 'interaction',
  rule: 'a handle is good once, in the browser that began',
} as const;

describe('an authorize request', () => {
  const UNREGISTERED = { face: 'authorize-request', rule: 'RFC 6749 §3.1.2.4, §4.1.2.1' } as const;
  const unknownClient = {
    aadsts: 700016,
    code: 'application-unknown',
    check: 'application-unknown',
  } as const;
  const otherUri = { aadsts: 50011, code: 'redirect-uri-mismatch', check: 'redirect-uri-mismatch' } as const;

  const rows: readonly (Row & { readonly parameters: Readonly<Record<string, string>> })[] = [
    {
      what: 'of a client_id that is not registered',
      parameters: { client_id: random.guid() },
      ...unknownClient,
      ...UNREGISTERED,
    },
    {
      what: 'of a client_id that is no GUID',
      parameters: { client_id: '"><script>alert(1)</script>' },
      ...unknownClient,
      ...UNREGISTERED,
    },
    ...[
      'https://mallory.example/callback',
      'http://localhost.mallory.example',
      'http://localhost@mallory.example',
      'https://localhost',
      'http://localhost/../callback',
      'http://localhost/#fragment',
    ].map((uri) => ({
      what: `whose redirect_uri is ${uri}`,
      parameters: { redirect_uri: uri },
      ...otherUri,
      ...UNREGISTERED,
    })),
  ];

  it.each(rows)(
    '$what is answered on a page and leads nowhere',
    async ({ what: _, parameters, ...refusal }) => {
      const browser = world.openBrowser(await world.issueFor(alice));
      const url = authorizeUrl(world, {
        login_hint: alice.userPrincipalName,
        ...challengeOf(random.secret()),
        ...parameters,
      });
      const outcome = await browser.visit(url, { redirectUri: parameters['redirect_uri'] ?? REDIRECT_URI });
      await expectRefusedOnPage(world, { browser, outcome }, refusal);
    },
  );
});

describe('a request to the federation server', () => {
  const rows: readonly (Row & { readonly parameters: Readonly<Record<string, string>> })[] = [
    ...['urn:federation:Northwind', 'urn:federation:microsoftonline', ''].map((wtrealm) => ({
      what: `of the wtrealm «${wtrealm}»`,
      parameters: { wtrealm },
      aadsts: 700016,
      code: 'relying-party-unknown' as const,
      check: 'wtrealm',
      rule: 'WS-Federation 1.2 §13.2.1',
      face: 'federation-server' as const,
    })),
    ...[
      'https://mallory.example/login.srf',
      'https://localhost.mallory.example/login.srf',
      'javascript:alert(1)',
      '//mallory.example',
    ].map((wreply) => ({
      what: `whose wreply is ${wreply}`,
      parameters: { wreply },
      aadsts: 50011,
      code: 'redirect-uri-mismatch' as const,
      check: 'wreply',
      rule: 'WS-Federation 1.2 §13.2.1',
      face: 'federation-server' as const,
    })),
    {
      what: 'for a password',
      parameters: { wauth: 'http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/password' },
      aadsts: 50012,
      code: 'authentication-method-unsupported',
      check: 'wauth',
      rule: 'WS-Federation 1.2 §13.2.1',
      face: 'federation-server',
    },
    {
      what: 'of an unknown kind',
      parameters: { wa: 'wpseudo1.0' },
      aadsts: 90081,
      code: 'request-malformed',
      check: 'request',
      rule: 'WS-Federation 1.2 §13.2',
      face: 'federation-server',
    },
  ];

  it.each(rows)(
    '$what is answered on a page and leads nowhere',
    async ({ what: _, parameters, ...refusal }) => {
      const browser = world.openBrowser(await world.issueFor(alice));
      const outcome = await browser.visit(federationUrl(parameters), {
        redirectUri: parameters['wreply']?.startsWith('https:') ? parameters['wreply'] : REDIRECT_URI,
      });
      await expectRefusedOnPage(world, { browser, outcome }, refusal);
    },
  );
});

describe.each(DOORS)('the certificate handle of the $door door', ({ door, person }) => {
  const lost = { ...LOST, face: FACE_OF_DOOR[door] };

  it('signs nobody in when it is carried to another browser', async () => {
    const owner = await stopAtCertificateHost(door, person);
    const other = world.openBrowser(await world.issueFor(person));
    const outcome = await other.visit(owner.url, { redirectUri: REDIRECT_URI });
    await expectRefusedOnPage(world, { browser: other, outcome }, lost);
  });

  it('signs nobody in when a browser with a sign-in of its own follows it', async () => {
    const owner = await stopAtCertificateHost(door, person);
    const { browser } = await stopAtCertificateHost(door, person);
    const outcome = await browser.visit(owner.url, { redirectUri: REDIRECT_URI });
    await expectRefusedOnPage(world, { browser, outcome }, lost);
  });

  it('does not let the result of another browser’s certificate into the browser that began', async () => {
    const owner = await stopAtCertificateHost(door, person);
    const action = loginAddress(door);
    const other = world.openBrowser(await world.issueFor(person));
    const carried = await other.visit(owner.url, { redirectUri: action });
    const again = await stopAtCertificateHost(door, person);
    const outcome = await again.browser.post(action, parametersOf(carried), { redirectUri: REDIRECT_URI });
    await expectRefusedOnPage(world, { browser: again.browser, outcome }, lost);
  });

  it.each([
    ['made up', 'b2gtbm8'],
    ['missing', ''],
  ])('is refused when it is %s', async (_what, handle) => {
    const { browser, url } = await stopAtCertificateHost(door, person);
    const changed = new URL(url);
    for (const name of [...changed.searchParams.keys()]) changed.searchParams.set(name, handle);
    const outcome = await browser.visit(changed, { redirectUri: REDIRECT_URI });
    await expectRefusedOnPage(world, { browser, outcome }, lost);
  });
});

describe('the result of the certificate host', () => {
  it.each(DOORS)('works once at the $door door', async ({ door, person }) => {
    const action = loginAddress(door);
    const { browser, url } = await stopAtCertificateHost(door, person);
    const outcome = await browser.visit(url, { redirectUri: action });
    const result = parametersOf(outcome);
    const first = await browser.post(action, result, { redirectUri: REDIRECT_URI });
    expect(first.kind).toBe('redirect');
    const second = await browser.post(action, result, { redirectUri: REDIRECT_URI });
    expect(second).toMatchObject({ kind: 'page', text: expect.stringContaining('AADSTS90100') });
  });
});

it('refuses to resume a sign-in in a browser that did not make it', async () => {
  const resume = `${world.server.origins.login}/${CONTOSO_TENANT_ID}/oauth2/v2.0/authorize/resume`;
  const { outcome } = await attemptSignIn(world, dora.userPrincipalName, await world.issueFor(dora), {
    stopAt: resume,
  });
  const other = world.openBrowser();
  const carried = await other.visit(urlOf(outcome), { redirectUri: REDIRECT_URI });
  const attempt = { browser: other, outcome: carried };
  await expectRefusedOnPage(world, attempt, { ...LOST, face: 'authorize-request' });
});

function federationUrl(parameters: Readonly<Record<string, string>>): URL {
  const url = new URL(`${world.server.origins.login}/adfs/ls/`);
  const request = { wa: 'wsignin1.0', wtrealm: 'urn:federation:MicrosoftOnline', wctx: 'ours' };
  url.search = new URLSearchParams({ ...request, ...parameters }).toString();
  return url;
}

/** The address that the browser would open next to show its certificate. */
async function stopAtCertificateHost(
  door: Door,
  person: DemoPerson,
): Promise<{ readonly browser: Browser; readonly url: URL }> {
  const host = world.server.origins.certificate;
  const stopAt = { federated: `${host}/adfs/ls/certauth`, managed: `${host}/${CONTOSO_TENANT_ID}/certauth` }[
    door
  ];
  const certificate = await world.issueFor(person);
  const { browser, outcome } = await attemptSignIn(world, person.userPrincipalName, certificate, { stopAt });
  return { browser, url: urlOf(outcome) };
}

/** Where the certificate host's page posts its result to. */
function loginAddress(door: Door): string {
  const { login } = world.server.origins;
  return { federated: `${login}/adfs/ls/`, managed: `${login}/${CONTOSO_TENANT_ID}/certauth/complete` }[door];
}

function urlOf(outcome: BrowserOutcome): URL {
  if (outcome.kind === 'page') throw new Error(outcome.text);
  return outcome.url;
}

function parametersOf(outcome: BrowserOutcome): URLSearchParams {
  if (outcome.kind === 'page') throw new Error(outcome.text);
  return outcome.parameters;
}
