import { plainAnswer, type RequestContext, type Route, type Routes } from '@signet/http';
import { NetworkBudget, type NetworkLimit } from './network-budget.ts';

/**
 * The pages on which a sign-in begins keep something in the database for whoever asks, before anybody has proved anything.
 * One network is answered 429 by them beyond the limit, and none of that stands in the sign-in log.
 */
export function limitSignIns(routes: Routes, limit: NetworkLimit): Routes {
  const budget = new NetworkBudget(limit, 'too many sign-ins begin in one network');
  const limited = new Set<string>();
  const result = routes.map((route): Route => {
    if (route.listener !== 'login' || !isBeginning(route.pattern)) return route;
    limited.add(route.pattern);
    return {
      ...route,
      handler: (request, context, params) =>
        budget.take(context.remoteAddress, context.now)
          ? route.handler(request, context, params)
          : tooMany(request, context),
    };
  });
  const missing = BEGINNINGS.find((pattern) => !limited.has(pattern));
  if (missing !== undefined) throw new TypeError(`there is no route ${missing} to limit`);
  return result;
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
