import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { type Browser, type BrowserOutcome, CONTOSO_TENANT_ID, type DemoPerson } from '@signet/lab';
import { type Route, route } from './_nodes.ts';
import {
  authorizeUrl,
  challengeOf,
  REDIRECT_URI,
  redeemCode,
  refresh,
  type TokenAnswer,
} from './_refusals.ts';
import type { World } from './_world.ts';

export type DoorName = 'ws-federation' | 'saml' | 'managed';

/** What a browser carries from one leg of a sign-in to the next. */
export interface Message {
  readonly stop: Stop;
  readonly url: URL;
  /** Absent: a GET. */
  readonly form: URLSearchParams | undefined;
  /** The node that took it, once it was sent. */
  takenAt: string | undefined;
}

export interface Stop {
  readonly what: 'start' | 'sign-in request' | 'certificate' | 'result' | 'assertion' | 'session' | 'code';
  readonly url: string;
}

/** Where the browser stands still on its way through a door, in order. */
export function stopsOf(door: DoorName, { login, certificate }: World['server']['origins']): readonly Stop[] {
  const tenant = `${login}/${CONTOSO_TENANT_ID}`;
  const last: readonly Stop[] = [
    { what: 'session', url: `${tenant}/oauth2/v2.0/authorize/resume` },
    { what: 'code', url: REDIRECT_URI },
  ];
  if (door === 'managed') {
    return [
      { what: 'certificate', url: `${certificate}/${CONTOSO_TENANT_ID}/certauth` },
      { what: 'result', url: `${tenant}/certauth/complete` },
      ...last,
    ];
  }
  const path = door === 'saml' ? 'saml/' : 'ls/';
  return [
    { what: 'sign-in request', url: `${login}/adfs/ls/` },
    { what: 'certificate', url: `${certificate}/adfs/${path}certauth` },
    { what: 'result', url: door === 'saml' ? `${login}/adfs/saml/complete` : `${login}/adfs/ls/` },
    { what: 'assertion', url: `${login}/login.srf` },
    ...last,
  ];
}

/** A page that says no: the person closes it and starts again. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** Sends a message and answers what the browser holds at the next stop. Throws `Refused` for a page. */
export async function send(browser: Browser, message: Message, next: Stop): Promise<Message> {
  const outcome = await sendTo(undefined, browser, message, next);
  if (outcome.kind === 'page') throw new Refused(`${message.stop.what}: ${outcome.text}`);
  return messageAt(next, outcome);
}

export function messageAt(stop: Stop, outcome: Extract<BrowserOutcome, { kind: 'redirect' }>): Message {
  const form = outcome.responseMode === 'form_post' ? outcome.parameters : undefined;
  return { stop, url: outcome.url, form, takenAt: undefined };
}

/** The same at one node, whatever comes of it. */
export async function sendTo(
  wanted: string | undefined,
  browser: Browser,
  message: Message,
  next: Stop,
): Promise<BrowserOutcome> {
  const went: Route = { wanted };
  const { url, form } = message;
  const visit = { redirectUri: next.url };
  try {
    return await route.run(went, () => (form ? browser.post(url, form, visit) : browser.visit(url, visit)));
  } finally {
    message.takenAt = went.took;
  }
}

/** What a person does whose page does not load: once more, after a moment. Refusals come through. */
export async function untilAnswered<Answer>(
  ask: () => Promise<Answer>,
  { troubles }: Pick<Tab, 'troubles'>,
): Promise<Answer> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!isConnectionError(error)) throw error;
      troubles.push(error.code ?? error.message);
      await setTimeout(250);
    }
  }
}

/** What the death of a node looks like from outside. */
function isConnectionError(error: unknown): error is NodeJS.ErrnoException {
  const { code, message } = error as NodeJS.ErrnoException;
  return CONNECTION_ERRORS.has(code ?? '') || message === 'aborted' || message === 'socket hang up';
}

const CONNECTION_ERRORS: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE']);

/** One tab of a person's browser, and all that it was given: each of it is good once. */
export interface Tab {
  readonly browser: Browser;
  readonly person: DemoPerson;
  readonly door: DoorName;
  /** Of the sign-in that led to the tokens. */
  messages: readonly Message[];
  codeVerifier: string;
  /** Each is the successor of the one before. */
  refreshTokens: readonly string[];
  idToken: string;
  /** Why it had to do something again, in the order in which it happened. */
  readonly troubles: string[];
}

export function openTab(browser: Browser, person: DemoPerson, door: DoorName): Tab {
  return {
    browser,
    person,
    door,
    messages: [],
    codeVerifier: '',
    refreshTokens: [],
    idToken: '',
    troubles: [],
  };
}

/** Signs in and refreshes twice, as stubbornly as a person. */
export function signInAndRefresh(tab: Tab, world: World): Promise<void> {
  return asAPersonDoes(tab, () => signInOnce(tab, world));
}

/** Starts again after a refusal. Throws when that did not help often enough. */
export async function asAPersonDoes<Answer>(tab: Tab, start: () => Promise<Answer>): Promise<Answer> {
  for (let starts = 0; starts < MAX_STARTS; starts += 1) {
    try {
      return await start();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      tab.troubles.push(error.message);
    }
  }
  throw new Error(`${tab.person.userPrincipalName} gave up: ${tab.troubles.join('\n')}`);
}

async function signInOnce(tab: Tab, world: World): Promise<void> {
  await walkTo('code', tab, world);
  const first = await redeem(tab, world);
  tab.idToken = String(first['id_token']);
  tab.refreshTokens = [String(first['refresh_token'])];
  for (let count = 0; count < 2; count += 1) {
    const answer = await untilAnswered(() => refresh(world, tab.refreshTokens.at(-1)!), tab);
    tab.refreshTokens = [...tab.refreshTokens, String(bodyOf(answer)['refresh_token'])];
  }
}

/**
 * Through the tab's door until the browser holds what is asked for, each leg once more when the connection breaks.
 * Notes the messages on the tab. Throws `Refused`.
 */
export async function walkTo(what: Stop['what'], tab: Tab, world: World): Promise<Message> {
  tab.codeVerifier = randomBytes(32).toString('base64url');
  const url = authorizeUrl(world, {
    login_hint: tab.person.userPrincipalName,
    // Or the second tab would have a code for the session of the first, with no handshake.
    prompt: 'login',
    ...challengeOf(tab.codeVerifier),
  });
  let message: Message = { stop: { what: 'start', url: url.href }, url, form: undefined, takenAt: undefined };
  tab.messages = [message];
  for (const stop of stopsOf(tab.door, world.server.origins)) {
    message = await untilAnswered(() => send(tab.browser, message, stop), tab);
    tab.messages = [...tab.messages, message];
    if (stop.what === what) break;
  }
  return message;
}

async function redeem(tab: Tab, world: World): Promise<TokenAnswer['body']> {
  const went: Route = {};
  const code = tab.messages.at(-1)!;
  const signedIn = { code: code.url.searchParams.get('code')!, codeVerifier: tab.codeVerifier };
  const answer = await untilAnswered(() => route.run(went, () => redeemCode(world, signedIn)), tab);
  code.takenAt = went.took;
  return bodyOf(answer);
}

function bodyOf({ status, body }: TokenAnswer): TokenAnswer['body'] {
  if (status !== 200) throw new Refused(String(body['error_description']));
  return body;
}

/** Five tabs of one browser get into each other's way, and every kill costs some of them a start. */
const MAX_STARTS = 25;
