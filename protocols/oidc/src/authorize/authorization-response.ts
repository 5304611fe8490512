import { autoPostPage, htmlResponse } from '@signet/http';
import type { Random } from '@signet/identity';
import type { AuthorizeRequest } from './authorize-request.ts';

type Address = Pick<AuthorizeRequest, 'redirectUri' | 'responseMode' | 'state' | 'issuer'>;

/**
 * Answers the application in the response mode it asked for (OAuth 2.0 Multiple Response Types §2.1, Form
 * Post §2). The address is the one that was checked against the registration.
 */
export function authorizationResponse(
  address: Address,
  parameters: Readonly<Record<string, string>>,
  random: Random,
): Response {
  const all: readonly (readonly [string, string])[] = [
    ...Object.entries(parameters),
    // RFC 9207 §2: by `iss`, in errors too, a client of several services sees whose answer this is. Not on
    // /common: a client can only compare it with that metadata's issuer, which is a template.
    ...(address.issuer === undefined ? [] : ([['iss', address.issuer]] as const)),
    ...(address.state === undefined ? [] : ([['state', address.state]] as const)),
  ];
  switch (address.responseMode) {
    case 'form_post':
      return formPost(address.redirectUri, all, random);
    case 'fragment':
      return redirect(`${address.redirectUri}#${encode(all)}`);
    case 'query': {
      const separator = address.redirectUri.includes('?') ? '&' : '?';
      return redirect(`${address.redirectUri}${separator}${encode(all)}`);
    }
    default:
      return address.responseMode satisfies never;
  }
}

function formPost(action: string, fields: readonly (readonly [string, string])[], random: Random): Response {
  // The application may answer with redirects of its own: see docs/decisions, continue-page-after-form-posts.
  const nonce = random.secret();
  return htmlResponse(autoPostPage({ action, fields, title: 'Signing you in', nonce }), {
    nonce,
    formAction: 'any',
  });
}

/** 302, as clients that follow by hand expect; a page's `form-action` is not in play (`continuePage`). */
function redirect(location: string): Response {
  return new Response(null, {
    status: 302,
    headers: { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
  });
}

function encode(parameters: readonly (readonly [string, string])[]): string {
  return parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
}
