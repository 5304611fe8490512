import type { Form } from '@signet/http';
import { OAuthError } from './oauth-error.ts';

/**
 * The endpoints from before `scope`: ADAL and older applications name a `resource` and get all that is consented to there. Each
 * has its twin of version 2, and here is what they ask in the words of that.
 */
export type EndpointVersion = 1 | 2;

/** What stands between the tenant and the name of an endpoint. */
export const ENDPOINT_BASE: Readonly<Record<EndpointVersion, string>> = { 1: '/oauth2', 2: '/oauth2/v2.0' };

/** An authorize request of version 1. Without a resource it is for the sign-in alone, and the token request may name one. */
export function authorizeFormOfVersion1(form: Form): Form {
  const resource = form.get('resource');
  const changed = new Map(form);
  changed.delete('resource');
  changed.set('scope', resource === undefined ? PERSON : scopeOf(resource));
  const prompt = PROMPTS.get(form.get('prompt') ?? '');
  if (prompt !== undefined) changed.set('prompt', prompt);
  return changed;
}

/** A request of version 1 to the token or device code endpoint. What a code or refresh token was given for goes on without a resource. */
export function tokenFormOfVersion1(form: Form): Form {
  const resource = form.get('resource');
  const changed = new Map(form);
  changed.delete('resource');
  changed.delete('scope');
  const grantType = form.get('grant_type') ?? '';
  if (resource !== undefined) {
    changed.set('scope', grantType === 'client_credentials' ? defaultOf(resource) : scopeOf(resource));
  } else if (!CONTINUES.has(grantType)) {
    throw new OAuthError('parameter-missing', '«resource».');
  }
  return changed;
}

/** Version 1 always gives an ID token and a refresh token to a person's application. */
function scopeOf(resource: string): string {
  return `${PERSON} ${defaultOf(resource)}`;
}

function defaultOf(resource: string): string {
  // Between scopes stands a space: a resource with one would be two.
  if (/\s/.test(resource)) throw new OAuthError('resource-unknown');
  return `${resource}/.default`;
}

const PERSON = 'openid profile offline_access';

/** ADAL's own words: `refresh_session` signs in anew, `attempt_none` is silent if that can be. */
const PROMPTS: ReadonlyMap<string, string> = new Map([
  ['admin_consent', 'consent'],
  ['refresh_session', 'login'],
  ['attempt_none', ''],
]);

const CONTINUES: ReadonlySet<string> = new Set([
  'authorization_code',
  'refresh_token',
  'device_code',
  'urn:ietf:params:oauth:grant-type:device_code',
]);
