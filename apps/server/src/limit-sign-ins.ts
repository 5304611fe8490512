import { plainAnswer, type RequestContext, type Route, type Routes } from '@signet/http';
import type { UnixSeconds } from '@signet/pki';
import { networkOf } from '@signet/sign-in';

export interface SignInLimit {
  /** Requests of one network in a minute. */
  readonly perMinute: number;
  readonly log: { info(fields: Readonly<Record<string, unknown>>, message: string): void };
}

/**
 * The pages on which a sign-in begins keep something in the database for whoever asks, before anybody has proved anything.
 * One network is answered 429 by them beyond the limit, in each process by itself; the minute's first is told in the
 * program's log, and none in the sign-in log, which a flood would fill. Who sits on this machine is not counted: behind a
 * proxy here that tells no addresses everybody would.
 */
export function limitSignIns(routes: Routes, limit: SignInLimit): Routes {
  const budget = new NetworkBudget(limit);
  const limited = new Set<string>();
  const result = routes.map((route): Route => {
    if (route.listener !== 'login' || !isBeginning(route.pattern)) return route;
    limited.add(route.pattern);
    return {
      ...route,
      handler: (request, context, params) =>
        budget.take(context) ? route.handler(request, context, params) : tooMany(request, context),
    };
  });
  const missing = BEGINNINGS.find((pattern) => !limited.has(pattern));
  if (missing !== undefined) throw new TypeError(`there is no route ${missing} to limit`);
  return result;
}

/** Counts in minutes of the clock; what it forgets between two of them is worth twice the limit once. */
class NetworkBudget {
  readonly #limit: SignInLimit;
  readonly #counts = new Map<string, number>();
  #minute = 0;

  constructor(limit: SignInLimit) {
    this.#limit = limit;
  }

  take({ remoteAddress, now }: RequestContext): boolean {
    if (isLoopback(remoteAddress)) return true;
    this.#turn(now);
    const network = networkOf(remoteAddress);
    const count = (this.#counts.get(network) ?? 0) + 1;
    this.#counts.set(network, count);
    const { perMinute, log } = this.#limit;
    if (count === perMinute + 1) log.info({ network, perMinute }, 'too many sign-ins begin in one network');
    return count <= perMinute;
  }

  #turn(now: UnixSeconds): void {
    const minute = Math.floor(now / 60);
    if (minute === this.#minute && this.#counts.size < MAX_NETWORKS) return;
    this.#minute = minute;
    this.#counts.clear();
  }
}

/** RFC 6585 §4. */
function tooMany(request: Request, context: RequestContext): Response {
  return plainAnswer(request, context, {
    status: 429,
    error: 'temporarily_unavailable',
    sentence: 'Too many sign-ins begin where you are. Wait a minute, then try again.',
    headers: { 'retry-after': '60' },
  });
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^127(?:\.\d{1,3}){3}$/.test(address);
}

/** The federation server's are there where it is. */
function isBeginning(pattern: string): boolean {
  return BEGINNINGS.includes(pattern) || /^\/adfs\/ls(?:\/idpinitiatedsignon.*)?$/.test(pattern);
}

/** Patterns of the login listener. */
const BEGINNINGS: readonly string[] = [
  '/{tenant}/oauth2/authorize',
  '/{tenant}/oauth2/v2.0/authorize',
  '/{tenant}/oauth2/v2.0/authorize/user-name',
  '/{tenant}/oauth2/devicecode',
  '/{tenant}/oauth2/v2.0/devicecode',
  '/common/oauth2/deviceauth',
  '/{tenant}/adminconsent',
  '/{tenant}/v2.0/adminconsent',
  '/mysessions',
];

const MAX_NETWORKS = 100_000;
