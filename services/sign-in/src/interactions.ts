import { createHash } from 'node:crypto';
import type { ApplicationId, Directory, Random, SessionId, TenantId } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';

/** What a sign-in has to remember while the browser is away at a federation server or a certificate prompt. */
export interface AuthorizeInteraction {
  readonly appId: ApplicationId;
  readonly applicationName: string;
  /** For a page of our own, which no tenant has registered: the tenant of the domain that the person named. */
  readonly tenantId?: TenantId;
  /** Typed, or hinted by the application. */
  readonly userPrincipalName: string | undefined;
  /** Path on the login origin that goes on once the person is signed in; it takes `?handle=`. */
  readonly resumePath: string;
  readonly correlationId: string;
  /** When the person was asked: no session that began earlier answers it. */
  readonly begunAt: UnixSeconds;
  /** The federation partner was asked for multi-factor authentication. Default: for any sign-in. */
  readonly factorsAsked?: 'multiple';
  /** The face's own state, opaque to everybody else. */
  readonly payload: string;
}

/** What the certificate listener hands back to the origin that asked for it. */
export interface SignedInInteraction extends AuthorizeInteraction {
  readonly sessionId: SessionId;
  /** What the person answered when asked for consent on the way; absent while nobody was asked. */
  readonly consent?: ConsentAnswer;
}

/** `administrator-needed`: the person may not consent to this, and went back. */
export type ConsentAnswer = 'given' | 'declined' | 'administrator-needed';

/**
 * One-time handles for the legs of a sign-in. A handle travels through URLs and forms, so it is worth
 * nothing alone: it works once, for a few minutes, and only in the browser that carries the cookie it was
 * bound to (against login CSRF and prompt host confusion).
 */
export interface Interactions {
  /** The handle to put into `wctx` or a URL. */
  begin<Value>(kind: string, value: Value, binding: InteractionBinding): Promise<string>;
  /** Looks without using it up: for pages that are shown on the way. */
  find<Value>(kind: string, handle: string, binding: InteractionBinding): Promise<Value | undefined>;
  /** Uses it up: the value for one caller, `undefined` for all others, expired or foreign handles included. */
  take<Value>(kind: string, handle: string, binding: InteractionBinding): Promise<Value | undefined>;
  /**
   * For the host that asks for certificates, which the login host's cookie does not reach. It can read the
   * interaction and hand a result over, but only the browser that began can take that result: a victim who
   * is lured here with somebody else's handle signs nobody in.
   */
  openWithoutBrowser<Value>(
    kind: string,
    handle: string,
    now: UnixSeconds,
  ): Promise<OpenedInteraction<Value> | undefined>;
}

export interface OpenedInteraction<Value> {
  readonly value: Value;
  /** A handle for the result, bound to the browser that began the interaction. */
  handOver<Result>(kind: string, result: Result): Promise<string>;
}

export interface InteractionBinding {
  /** Value of the browser cookie (`browserCookieName`) that what begins is bound to; `undefined` finds nothing. */
  readonly browser: string | undefined;
  /** Of the other cookies that the browser holds: what was begun with any of them is its own. Default: none. */
  readonly others?: readonly string[];
  readonly now: UnixSeconds;
}

/** Kind of the interaction that waits for a federation server's answer: the handle is the `wctx`. */
export const AWAITING_FEDERATION = 'awaiting-federation';

/** Kind of the interaction that goes on after the sign-in, holding a `SignedInInteraction`. */
export const SIGNED_IN = 'signed-in';

/**
 * Random, set when a sign-in begins in a browser that has none. Each has a name of its own, from its value: tabs that
 * are opened at the same moment, before the browser has any, get one each, and none takes the place of another.
 */
export function browserCookieName(secret: string): string {
  return `${BROWSER_COOKIE_PREFIX}${sha256(secret).slice(0, 12)}`;
}

/** What the names of all of them begin with. */
export const BROWSER_COOKIE_PREFIX = 'signet-browser-';

/** Kept in the directory, so that any process may take a sign-in up that another began. */
export function createInteractions(services: {
  readonly directory: Directory;
  readonly random: Random;
}): Interactions {
  const { directory, random } = services;
  const open = <Value>(stored: string | undefined, binding: InteractionBinding): Value | undefined => {
    if (stored === undefined || binding.browser === undefined) return undefined;
    const { browser, value } = JSON.parse(stored) as StoredInteraction<Value>;
    const held = [binding.browser, ...(binding.others ?? [])];
    return held.some((secret) => browser === sha256(secret)) ? value : undefined;
  };
  const store = async <Value>(
    kind: string,
    stored: StoredInteraction<Value>,
    now: UnixSeconds,
  ): Promise<string> => {
    const handle = random.secret();
    const value = JSON.stringify(stored);
    await directory.oneTimeStates.add({
      kind,
      id: sha256(handle),
      value,
      expiresAt: now + INTERACTION_SECONDS,
    });
    return handle;
  };
  return {
    async begin(kind, value, { browser, now }) {
      if (browser === undefined) throw new TypeError('an interaction needs the browser cookie');
      return store(kind, { browser: sha256(browser), value }, now);
    },
    async find(kind, handle, binding) {
      return open(await directory.oneTimeStates.find(kind, sha256(handle), binding.now), binding);
    },
    async take(kind, handle, binding) {
      // Look first: a handle carried off to another browser must not use up the owner's.
      const seen = open(await directory.oneTimeStates.find(kind, sha256(handle), binding.now), binding);
      if (seen === undefined) return undefined;
      const taken = await directory.oneTimeStates.consume(kind, sha256(handle), binding.now);
      return taken?.outcome === 'first' ? open(taken.value, binding) : undefined;
    },
    async openWithoutBrowser<Value>(kind: string, handle: string, now: UnixSeconds) {
      const stored = await directory.oneTimeStates.find(kind, sha256(handle), now);
      if (stored === undefined) return undefined;
      const { browser, value } = JSON.parse(stored) as StoredInteraction<Value>;
      return { value, handOver: (next, result) => store(next, { browser, value: result }, now) };
    },
  };
}

interface StoredInteraction<Value> {
  /** SHA-256 of the browser cookie. */
  readonly browser: string;
  readonly value: Value;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Long enough to find a smart card, short enough that a forgotten tab is no open door. */
const INTERACTION_SECONDS = 15 * 60;
