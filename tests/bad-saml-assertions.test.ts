import { type Browser, DEMO_PEOPLE } from '@signet/lab';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  attemptSignIn,
  expectPage,
  expectRefusedOnPage,
  REDIRECT_URI,
  type SignInAttempt,
} from './_refusals.ts';
import { speakSaml } from './_trusts.ts';
import { startWorld, type World } from './_world.ts';

const { alice } = DEMO_PEOPLE;

let world: World;

beforeAll(async () => {
  world = await startWorld();
  await speakSaml(world.server.services, world.server.origins.login);
});
afterAll(() => world[Symbol.asyncDispose]());

interface Answered {
  readonly browser: Browser;
  readonly answer: URLSearchParams;
}

const FACE = { face: 'federated-assertion' } as const;
const SIGNATURE = {
  ...FACE,
  aadsts: 50006,
  code: 'assertion-signature-invalid',
  check: 'assertion-signature',
  rule: 'SAML 2.0 core §5',
} as const;
const SHAPE = {
  ...FACE,
  aadsts: 50008,
  code: 'assertion-invalid',
  check: 'response-shape',
  rule: 'SAML 2.0 core §3.3.3',
} as const;
const HEAD = { ...SHAPE, check: 'response-status', rule: 'SAML 2.0 core §3.2.2' } as const;

it('signs a person in with a certificate, by SAML all the way to a code', async () => {
  const { browser, answer } = await fetchAnswer();
  const { outcome } = await post(browser, answer);
  expect(outcome).toMatchObject({ kind: 'redirect' });
  expect(outcome.kind === 'redirect' && outcome.parameters.get('code')).toBeTruthy();
  expect(await world.newestLogEntry()).toMatchObject({ face: 'federated-assertion', code: 'success' });
});

/** A signature that is not over the assertion which is read, wherever the signed one was put. */
const forged = (text: string): string =>
  assertionIn(text)
    .replaceAll('alice@', 'bob@')
    .replace(/ ID="_[^"]*"/, ' ID="_forged"');
const unsigned = (assertion: string): string => assertion.replace(/<ds:Signature .*<\/ds:Signature>/s, '');

describe.each([
  {
    what: 'that names another user',
    change: (text: string) => text.replaceAll('alice@', 'bob@'),
    ...SIGNATURE,
  },
  { what: 'without signature', change: (text: string) => unsigned(text), ...SIGNATURE },
  {
    what: 'around which a forged one was wrapped',
    change: (text: string) =>
      text.replace(
        assertionIn(text),
        unsigned(forged(text)).replace('</saml:Subject>', `</saml:Subject>${assertionIn(text)}`),
      ),
    ...SIGNATURE,
  },
  {
    what: 'hidden in the signature of a forged one',
    change: (text: string) =>
      text.replace(
        assertionIn(text),
        forged(text).replace('</ds:Signature>', `<ds:Object>${assertionIn(text)}</ds:Object></ds:Signature>`),
      ),
    ...SIGNATURE,
  },
  {
    what: 'beside a forged one',
    change: (text: string) => text.replace(assertionIn(text), unsigned(forged(text)) + assertionIn(text)),
    ...SHAPE,
  },
  {
    what: 'signed by HMAC with the public key',
    change: (text: string) => text.replace('2001/04/xmldsig-more#rsa-sha256', '2000/09/xmldsig#hmac-sha1'),
    ...SIGNATURE,
  },
  {
    what: 'with a comment in the name',
    change: (text: string) => text.replace('alice@', 'alice<!-- -->@'),
    ...SHAPE,
  },
  {
    what: 'with a document type',
    change: (text: string) => `<!DOCTYPE x [<!ENTITY e "e">]>${text}`,
    ...SHAPE,
  },
  {
    what: 'for another address',
    change: (text: string) =>
      text.replace(/ Destination="[^"]*"/, ' Destination="https://northwind.example/"'),
    ...HEAD,
  },
  {
    what: 'in answer to another request',
    change: (text: string) => text.replace(/ InResponseTo="[^"]*"/, ' InResponseTo="_other"'),
    ...HEAD,
  },
  {
    what: 'of a provider that signed nobody in',
    change: (text: string) => text.replace('status:Success', 'status:Responder'),
    ...HEAD,
  },
])('an assertion $what', ({ change, what: _, ...refusal }) => {
  it(`is refused with AADSTS${refusal.aadsts}, logged, and nobody is signed in`, async () => {
    const { browser, answer } = await fetchAnswer();
    const text = Buffer.from(answer.get('SAMLResponse') ?? '', 'base64').toString();
    const changed = change(text);
    expect(changed).not.toBe(text);
    await expectRefusedOnPage(world, await post(browser, withText(answer, changed)), refusal);
  });
});

it('refuses an assertion in another browser, and one that comes a second time', async () => {
  const { browser, answer } = await fetchAnswer();
  expect(expectPage((await post(world.openBrowser(), answer)).outcome).text).toContain('AADSTS90100');
  expect((await post(browser, answer)).outcome.kind).toBe('redirect');
  expect(expectPage((await post(browser, answer)).outcome).text).toContain('AADSTS90100');
});

it('refuses a revoked certificate at the SAML door too', async () => {
  const certificate = await world.issueFor(alice);
  await world.revoke(certificate);
  const { outcome } = await attemptSignIn(world, alice.userPrincipalName, certificate);
  expect(expectPage(outcome).text).toContain('AADSTS500171');
});

async function fetchAnswer(): Promise<Answered> {
  const stopAt = `${world.server.origins.login}/login.srf`;
  const certificate = await world.issueFor(alice);
  const { browser, outcome } = await attemptSignIn(world, alice.userPrincipalName, certificate, { stopAt });
  if (outcome.kind === 'page') throw new Error(outcome.text);
  return { browser, answer: outcome.parameters };
}

async function post(
  browser: Browser,
  answer: URLSearchParams,
): Promise<Pick<SignInAttempt, 'browser' | 'outcome'>> {
  const url = `${world.server.origins.login}/login.srf`;
  return { browser, outcome: await browser.post(url, answer, { redirectUri: REDIRECT_URI }) };
}

function withText(answer: URLSearchParams, text: string): URLSearchParams {
  const changed = new URLSearchParams(answer);
  changed.set('SAMLResponse', Buffer.from(text).toString('base64'));
  return changed;
}

function assertionIn(text: string): string {
  return /<saml:Assertion .*<\/saml:Assertion>/s.exec(text)?.[0] ?? '';
}
