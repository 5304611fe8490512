import type { Domain } from '@signet/identity';
import { type Browser, DEMO_PEOPLE, FEDERATED_DOMAIN } from '@signet/lab';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  attemptSignIn,
  expectPage,
  expectRefusedOnPage,
  REDIRECT_URI,
  type Refusal,
  type SignInAttempt,
} from './_refusals.ts';
import { startWorld, type World } from './_world.ts';

const { alice, bob } = DEMO_PEOPLE;

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

/** A sign-in that has got as far as the federation server's answer, which nobody has posted yet. */
interface Answered {
  readonly browser: Browser;
  readonly answer: URLSearchParams;
}

const SIGNATURE = {
  aadsts: 50006,
  code: 'assertion-signature-invalid',
  check: 'assertion-signature',
  rule: 'SAML 1.1 core §5',
} as const;
const SHAPE = {
  aadsts: 50008,
  code: 'assertion-invalid',
  check: 'wresult-shape',
  rule: 'WS-Federation 1.2 §13.2.2',
} as const;
const LOST = {
  aadsts: 90100,
  code: 'interaction-lost',
  check: 'interaction',
  rule: 'a handle is good once, in the browser that began',
} as const;

type Row = Omit<Refusal, 'face'> & {
  readonly what: string;
  readonly change: (wresult: string) => string;
};

const TAMPERED: readonly Row[] = [
  { what: 'that names another user', change: (text) => text.replaceAll('alice@', 'bob@'), ...SIGNATURE },
  {
    what: 'with another ImmutableID',
    change: (text) => text.replaceAll(immutableIdOf(alice.id), immutableIdOf(bob.id)),
    ...SIGNATURE,
  },
  {
    what: 'with another serial number of the certificate',
    // The lab's serial numbers begin with 4 to 7.
    change: (text) => text.replace(/(?<=AttributeName="serialnumber".*?AttributeValue>)[4-7]/s, '3'),
    ...SIGNATURE,
  },
  {
    what: 'with a signature value of its own',
    change: (text) =>
      text.replace(
        /(<(?:\w+:)?SignatureValue>)(....)/,
        (_, tag: string, four: string) => tag + (four === 'AAAA' ? 'BBBB' : 'AAAA'),
      ),
    ...SIGNATURE,
  },
  {
    what: 'without signature',
    change: (text) => text.replace(/<(\w+:)?Signature .*<\/(\w+:)?Signature>/s, ''),
    ...SIGNATURE,
  },
  {
    what: 'of an issuer that no domain is federated with',
    change: (text) =>
      text.replace(/Issuer="[^"]*"/, 'Issuer="http://fs.northwind.example/adfs/services/trust"'),
    aadsts: 50107,
    code: 'assertion-issuer-unknown',
    check: 'assertion-issuer',
    rule: 'Entra: Issuer equals issuerUri of one federated domain',
  },
  { what: 'cut in half', change: (text) => text.slice(0, text.length / 2), ...SHAPE },
  { what: 'with a document type', change: (text) => `<!DOCTYPE x [<!ENTITY e "e">]>${text}`, ...SHAPE },
  { what: 'replaced by nothing', change: () => '', ...SHAPE },
];

describe.each(TAMPERED)('an assertion $what', ({ change, what: _, ...refusal }) => {
  it(`is refused with AADSTS${refusal.aadsts}, logged, and nobody is signed in`, async () => {
    const { browser, answer } = await fetchAnswer();
    const wresult = answer.get('wresult') ?? '';
    const changed = change(wresult);
    expect(changed).not.toBe(wresult);
    const attempt = await post(browser, withParameters(answer, { wresult: changed }));
    await expectRefusedOnPage(world, attempt, { ...refusal, face: 'federated-assertion' });
  });
});

it('refuses a whole assertion once its issuer is no longer the one of the domain', async () => {
  const { browser, answer } = await fetchAnswer();
  await moveDomain({ issuerUri: 'http://fs.northwind.example/adfs/services/trust' });
  await expectRefusedOnPage(world, await post(browser, answer), {
    aadsts: 50107,
    code: 'assertion-issuer-unknown',
    check: 'assertion-issuer',
    rule: 'Entra: Issuer equals issuerUri of one federated domain',
    face: 'federated-assertion',
  });
});

it('refuses an assertion that is signed by a key which is not the domain’s', async () => {
  const { browser, answer } = await fetchAnswer();
  const { tokenKeys, clock } = world.server.services;
  await moveDomain({ signingCertificate: (await tokenKeys.current(clock.now())).certificate });
  await expectRefusedOnPage(world, await post(browser, answer), {
    ...SIGNATURE,
    face: 'federated-assertion',
  });
});

it('refuses an assertion that was used before, in a sign-in of its own', async () => {
  const first = await fetchAnswer();
  expect(await post(first.browser, first.answer)).toMatchObject({ outcome: { kind: 'redirect' } });
  const second = await fetchAnswer();
  const replayed = withParameters(first.answer, { wctx: second.answer.get('wctx') ?? '' });
  await expectRefusedOnPage(world, await post(second.browser, replayed), {
    aadsts: 50008,
    code: 'assertion-replayed',
    check: 'assertion-replay',
    rule: 'SAML 1.1 bindings §4.1.1.7: an assertion is used once',
    face: 'federated-assertion',
  });
});

it('lets one of two browsers in that post one assertion at the same moment', async () => {
  const [first, second] = [await fetchAnswer(), await fetchAnswer()];
  const copied = withParameters(first.answer, { wctx: second.answer.get('wctx') ?? '' });
  const attempts = await Promise.all([post(first.browser, first.answer), post(second.browser, copied)]);
  expect(attempts.map(({ outcome }) => outcome.kind).sort()).toEqual(['page', 'redirect']);
});

describe('wctx', () => {
  it('of another browser is refused, whole assertion or not', async () => {
    const victim = world.openBrowser();
    const { answer } = await fetchAnswer();
    await expectRefusedOnPage(world, await post(victim, answer), { ...LOST, face: 'federated-assertion' });
  });

  it('of another browser is refused in a browser that has a sign-in of its own', async () => {
    const { answer } = await fetchAnswer();
    const { browser } = await fetchAnswer();
    await expectRefusedOnPage(world, await post(browser, answer), { ...LOST, face: 'federated-assertion' });
  });

  it('works in its own browser after another one has tried it', async () => {
    const { browser, answer } = await fetchAnswer();
    await post(world.openBrowser(), answer);
    expect(await post(browser, answer)).toMatchObject({ outcome: { kind: 'redirect' } });
  });

  it.each([
    ['missing', ''],
    ['made up', 'b2gtbm8'],
  ])('that is %s is refused', async (_what, wctx) => {
    const { browser, answer } = await fetchAnswer();
    const attempt = await post(browser, withParameters(answer, { wctx }));
    await expectRefusedOnPage(world, attempt, { ...LOST, face: 'federated-assertion' });
  });

  it('works once: the second answer to it is refused', async () => {
    const { browser, answer } = await fetchAnswer();
    expect(await post(browser, answer)).toMatchObject({ outcome: { kind: 'redirect' } });
    const { outcome } = await post(browser, answer);
    expect(expectPage(outcome).text).toContain('AADSTS90100');
  });
});

async function fetchAnswer(): Promise<Answered> {
  const { browser, outcome } = await attemptSignIn(
    world,
    alice.userPrincipalName,
    await world.issueFor(alice),
    { stopAt: `${world.server.origins.login}/login.srf` },
  );
  if (outcome.kind === 'page') throw new Error(outcome.text);
  return { browser, answer: outcome.parameters };
}

async function post(
  browser: Browser,
  answer: URLSearchParams,
): Promise<Pick<SignInAttempt, 'browser' | 'outcome'>> {
  const outcome = await browser.post(`${world.server.origins.login}/login.srf`, answer, {
    redirectUri: REDIRECT_URI,
  });
  return { browser, outcome };
}

function withParameters(answer: URLSearchParams, changes: Readonly<Record<string, string>>): URLSearchParams {
  const changed = new URLSearchParams(answer);
  for (const [name, value] of Object.entries(changes)) changed.set(name, value);
  return changed;
}

async function moveDomain(changes: Partial<NonNullable<Domain['federation']>>): Promise<void> {
  const { domains } = world.server.services.directory;
  const domain = await domains.find(FEDERATED_DOMAIN);
  if (!domain?.federation) throw new Error('the demo organisation lacks its federated domain');
  await domains.update({ ...domain, federation: { ...domain.federation, ...changes } });
  onTestFinished(() => domains.update(domain));
}

function immutableIdOf(id: string): string {
  return Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64');
}
