import { createSignatureVerifier } from '@signet/crypto';
import { createRouter, type Router } from '@signet/http';
import type { Directory } from '@signet/identity';
import { createRevocationService, type RevocationService } from '@signet/revocation';
import { createInteractions, createSessions, createSignIn } from '@signet/sign-in';
import { relyingPartyRoutes } from '@signet/wsfed';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { codeOn, openBrowser, type Page, type TestBrowser } from '../../wsfed/tests/_browser.ts';
import { samlAtLoginSrf, serviceProviderRoutes } from '../src/index.ts';
import { assertionOf, beginAtTokenService, responseOf, speakSaml } from './_partner.ts';
import { createWorld, LOGIN, type World } from './_world.ts';

let world: World;
let domain: World['domain'];
let other: Directory;
let revocation: RevocationService;
/** Which of the two nodes the next request meets; they share the database and nothing else. */
let nodes: { readonly first: Router; readonly second: Router };

beforeAll(async () => {
  world = await createWorld();
  domain = await speakSaml(world);
  other = await world.openDirectory();
  const verifySignature = createSignatureVerifier();
  revocation = createRevocationService({ directory: other, clock: world.clock, verifySignature });
  const { random } = world;
  const options = {
    ...world.serviceProvider,
    directory: other,
    signIn: createSignIn({ directory: other, revocation, verifySignature }),
    interactions: createInteractions({ directory: other, random }),
    sessions: createSessions({ directory: other, random }),
  };
  const second = createRouter([
    ...relyingPartyRoutes({ ...options, otherProtocol: samlAtLoginSrf(options) }),
    ...serviceProviderRoutes(options),
  ]);
  nodes = { first: world.router, second };
});

afterAll(async () => {
  await revocation[Symbol.asyncDispose]();
  await other[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

let cookies: TestBrowser;
beforeEach(() => {
  cookies = openBrowser(world);
});

/** The same browser at either node: what it was given by the one it sends to the other. */
function post(node: keyof typeof nodes, text: string, relayState: string): Promise<Page> {
  const at = openBrowser({ ...world, router: nodes[node] });
  at.holdSecret(LOGIN, cookies.secretOf(LOGIN));
  const fields = { SAMLResponse: Buffer.from(text).toString('base64'), RelayState: relayState };
  return at.post(`${LOGIN}/login.srf`, Object.entries(fields));
}

const begin = () => beginAtTokenService(world, cookies, domain);

it('a request that one node sent is answered at the other, once in both', async () => {
  const { relayState } = await begin();
  const text = await responseOf(world, relayState);
  expect((await post('second', text, relayState)).status).toBe(200);
  expect(codeOn(await post('first', text, relayState))).toBe('AADSTS90100');
  expect(codeOn(await post('second', text, relayState))).toBe('AADSTS90100');
});

it('an assertion that one node took is refused by the other, whatever request it answers', async () => {
  const first = await begin();
  const assertion = assertionOf(first.relayState);
  const text = await responseOf(world, first.relayState, assertion);
  expect((await post('second', text, first.relayState)).status).toBe(200);
  const again = await begin();
  const { subjectConfirmation } = assertionOf(again.relayState);
  const replayed = await responseOf(world, again.relayState, { ...assertion, subjectConfirmation });
  expect(codeOn(await post('first', replayed, again.relayState))).toBe('AADSTS50008');
  const { items } = await other.signInLog.list({}, { limit: 1 });
  expect(items[0]).toMatchObject({ code: 'assertion-replayed' });
});

it('of the same answer at both nodes at one moment, one signs in', async () => {
  for (let round = 0; round < 5; round++) {
    const { relayState } = await begin();
    const text = await responseOf(world, relayState);
    const pages = await Promise.all([post('first', text, relayState), post('second', text, relayState)]);
    expect(pages.map(({ status }) => status).sort()).toEqual([200, 400]);
  }
});

it('an answer that nobody asked for signs nobody in, at either node', async () => {
  const { relayState } = await begin();
  const assertion = assertionOf(relayState);
  const unsolicited = { ...assertion.subjectConfirmation, inResponseTo: undefined };
  const text = await responseOf(world, relayState, { ...assertion, subjectConfirmation: unsolicited });
  expect(codeOn(await post('second', text, ''))).toBe('AADSTS90100');
  expect(codeOn(await post('second', text, relayState))).toBe('AADSTS50008');
  expect(codeOn(await post('first', text, relayState))).toBe('AADSTS90100');
});
