import type { Form } from '@signet/http';
import type { Application, RedirectUriType } from '@signet/identity';
import { OAuthError } from '../oauth-error.ts';

/**
 * What the authorize endpoint answers with: a code, an ID token, or both (OpenID Connect Core §3.1, §3.2, §3.3). Access
 * tokens never: they would stand in histories and logs (RFC 9700 §2.1.2).
 */
export type ResponseType = 'code' | 'id_token' | 'code id_token';

/** How the answer travels (OAuth 2.0 Multiple Response Types §2.1, Form Post Response Mode §2). */
export type ResponseMode = 'query' | 'fragment' | 'form_post';

/**
 * The response mode that was asked for, or the default of the response type. One that is unknown or not for this type is
 * an error of its own, told in the default one.
 */
export function readResponseMode(form: Form): ResponseMode {
  const mode = form.get('response_mode');
  if (!asksForTokens(form)) return isResponseMode(mode) ? mode : 'query';
  // Multiple Response Types §3, §5: what has a token in it never travels in a query, nor does an error in its place.
  return mode === 'form_post' ? mode : 'fragment';
}

/**
 * The response type, whatever the order of its words (RFC 6749 §3.1.1), with all that it depends on. Throws AADSTS70007,
 * 900144, 70005, and 700054 where the application's registration does not have ID tokens switched on.
 */
export function readResponseType(
  form: Form,
  address: { readonly application: Application; readonly redirectUriType: RedirectUriType },
): ResponseType {
  const mode = form.get('response_mode');
  if (mode !== undefined && !isResponseMode(mode)) throw new OAuthError('response-mode-unsupported');
  const asked = form.get('response_type');
  if (asked === undefined) throw new OAuthError('parameter-missing', '«response_type».');
  const responseType = RESPONSE_TYPES.get(asked);
  if (responseType === undefined) throw new OAuthError('response-type-unsupported');
  if (!asksForIdToken(responseType)) return responseType;
  if (!mayHaveIdToken(address)) throw new OAuthError('id-token-not-enabled');
  if (mode === 'query') throw new OAuthError('response-mode-for-tokens');
  return responseType;
}

/** OpenID Connect Core §3.2.2.1, §3.3.2.11: no ID token without it, by which the application knows its own. Throws AADSTS140000. */
export function readNonce(form: Form, responseType: ResponseType): string | undefined {
  const nonce = form.get('nonce');
  if (asksForIdToken(responseType) && !nonce) throw new OAuthError('nonce-missing');
  return nonce;
}

/** Of a request that waited since before there were others as well. */
export function asksForCode(responseType: ResponseType | undefined): boolean {
  return responseType !== 'id_token';
}

export function asksForIdToken(responseType: ResponseType | undefined): boolean {
  return responseType === 'id_token' || responseType === 'code id_token';
}

/** RFC 8252 §8.2: nothing protects a token on its way to a native application, as PKCE protects a code. */
function mayHaveIdToken({ application, redirectUriType }: Parameters<typeof readResponseType>[1]): boolean {
  return application.enableIdTokenIssuance === true && redirectUriType !== 'publicClient';
}

/** Of a type that is not served as well: its application reads the error where it would read the tokens. */
function asksForTokens(form: Form): boolean {
  const words = (form.get('response_type') ?? '').split(' ');
  return words.includes('id_token') || words.includes('token');
}

function isResponseMode(mode: string | undefined): mode is ResponseMode {
  return mode === 'query' || mode === 'fragment' || mode === 'form_post';
}

const RESPONSE_TYPES: ReadonlyMap<string, ResponseType> = new Map([
  ['code', 'code'],
  ['id_token', 'id_token'],
  ['code id_token', 'code id_token'],
  ['id_token code', 'code id_token'],
]);
