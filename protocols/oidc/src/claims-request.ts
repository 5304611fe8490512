import { AMR_MULTI_FACTOR, isAuthenticationContextId } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import { OAuthError } from './oauth-error.ts';

/** What is understood of the `claims` parameter (OpenID Connect Core §5.5). */
export interface ClaimsRequest {
  /** `xms_cc` of the access token: `cp1` says that the client understands claims challenges. */
  readonly capabilities: readonly string[];
  /** `nbf` of the access token: after a revocation Graph's challenge asks for a sign-in later than this. */
  readonly notBefore: UnixSeconds | undefined;
  /**
   * `multiple` where two factors are asked for: by `amr` of the access token, for a resource behind the one that is asked
   * for, or by essential `acrs`, which demand as much.
   */
  readonly factors: 'multiple' | undefined;
  readonly contexts: ContextsRequest;
}

/** `acrs` of the access token: authentication contexts that an API asks for in its claims challenge. */
export interface ContextsRequest {
  readonly ids: readonly string[];
  /** Whether a token without them is of no use. */
  readonly essential: boolean;
}

/** What a client is told to ask for where two factors are needed and it cannot show a page. */
export const MULTI_FACTOR_CLAIMS = '{"access_token":{"amr":{"essential":true,"values":["mfa"]}}}';

/**
 * Reads the `claims` parameter. MSAL sends members that nobody here knows; they are passed over, never refused
 * (OpenID Connect Core §5.5). Throws `claims-malformed` for what is no JSON object, or too long.
 */
export function readClaimsRequest(text: string | undefined): ClaimsRequest {
  if (text === undefined) return NOTHING_ASKED;
  const accessToken = member(parseObject(text), 'access_token');
  const capabilities = member(member(accessToken, 'xms_cc'), 'values');
  const amr = member(member(accessToken, 'amr'), 'values');
  const contexts = readContexts(member(accessToken, 'acrs'));
  const notBefore = Number(member(member(accessToken, 'nbf'), 'value'));
  return {
    capabilities: Array.isArray(capabilities) ? capabilities.filter(isCapability) : [],
    factors:
      contexts.essential || (Array.isArray(amr) && amr.includes(AMR_MULTI_FACTOR)) ? 'multiple' : undefined,
    notBefore: Number.isSafeInteger(notBefore) && notBefore > 0 ? notBefore : undefined,
    contexts,
  };
}

/** OpenID Connect Core §5.5.1: `value` or `values`, essential or not. */
function readContexts(acrs: unknown): ContextsRequest {
  const values = member(acrs, 'values');
  const asked: readonly unknown[] = Array.isArray(values) ? values : [member(acrs, 'value')];
  const ids = asked.filter((id) => typeof id === 'string').filter(isAuthenticationContextId);
  return { ids: [...new Set(ids)], essential: ids.length > 0 && member(acrs, 'essential') === true };
}

function parseObject(text: string): object {
  if (text.length > MAX_CLAIMS_LENGTH) throw new OAuthError('claims-malformed', 'It is too long.');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new OAuthError('claims-malformed');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new OAuthError('claims-malformed');
  return value;
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

/** Only what means something here goes into a token. */
function isCapability(value: unknown): value is string {
  return value === 'cp1';
}

/** MSAL's have about 200 characters; a claims challenge adds 80. */
const MAX_CLAIMS_LENGTH = 8192;

const NOTHING_ASKED: ClaimsRequest = {
  capabilities: [],
  notBefore: undefined,
  factors: undefined,
  contexts: { ids: [], essential: false },
};
