import type { Form } from '@signet/http';
import {
  type Application,
  type ApplicationId,
  guid,
  isGuid,
  isPublicClient,
  type RedirectUriType,
} from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import { offeredContexts } from '../authentication-contexts.ts';
import { readClaimsRequest } from '../claims-request.ts';
import { verifyIdTokenHint } from '../id-token-hint.ts';
import { OAuthError } from '../oauth-error.ts';
import type { OidcOptions } from '../options.ts';
import { type RequestedScopes, resolveScopes } from '../scopes.ts';
import { issuerOf, type TenantSegment, tenantMatches } from '../tenant-segment.ts';
import type { EndpointVersion } from '../version-1.ts';
import { findRedirectUri } from './redirect-uri.ts';
import {
  asksForIdToken,
  type ResponseMode,
  type ResponseType,
  readNonce,
  readResponseMode,
  readResponseType,
} from './response-type.ts';

/** Where the answer goes: settled before anything else, because errors go there too. */
export interface AnswerAddress {
  readonly application: Application;
  readonly redirectUri: string;
  readonly redirectUriType: RedirectUriType;
  readonly responseMode: ResponseMode;
  readonly state: string | undefined;
  readonly issuer: string | undefined;
  readonly version: EndpointVersion;
}

/** A checked authorize request, in the words of RFC 6749, RFC 7636 and OpenID Connect Core. Plain JSON. */
export interface AuthorizeRequest {
  readonly tenantSegment: string;
  readonly clientId: ApplicationId;
  readonly redirectUri: string;
  readonly redirectUriType: RedirectUriType;
  readonly responseType: ResponseType;
  readonly responseMode: ResponseMode;
  /** Of the endpoint that was asked: an ID token from there is of that version. */
  readonly version: EndpointVersion;
  readonly state: string | undefined;
  /** The issuer of the metadata that the application began with; absent where that is a template. */
  readonly issuer: string | undefined;
  readonly scopes: readonly string[];
  readonly nonce: string | undefined;
  readonly codeChallenge: string | undefined;
  readonly prompt: readonly string[];
  readonly loginHint: string | undefined;
  readonly domainHint: string | undefined;
  /** `whr`, the older word for the same (Entra, AD FS: home realm discovery): a domain, or the issuer of a partner. */
  readonly homeRealm: string | undefined;
  /** The sign-in may be this old at most (OpenID Connect Core §3.1.2.1). */
  readonly maxAgeSeconds: number | undefined;
  /** The sign-in may be no older than this: the claims challenge after a revocation asks for it. */
  readonly notBefore: UnixSeconds | undefined;
  /** `multiple`: the sign-in must be worth two factors, whatever the application itself wants. */
  readonly factors: 'multiple' | undefined;
  /** Authentication contexts that the access token should name. */
  readonly contexts: readonly string[];
  /** The one session that is meant: MSAL's `sid`. */
  readonly sid: string | undefined;
  /** `client_info=1`: MSAL and Microsoft.Identity.Web read from the answer whose account it is. */
  readonly clientInfo?: 'asked';
  /** `oid` of whom the application believes to be signed in (`id_token_hint`); only compared. */
  readonly hintedUserId: string | undefined;
}

/** Nobody may be shown a page. `no_session` is msal-browser's silent request that wants no side effects. */
export function isSilent({ prompt }: Pick<AuthorizeRequest, 'prompt'>): boolean {
  return prompt.includes('none') || prompt.includes('no_session');
}

/**
 * The part whose failure must be shown on a page, never redirected (RFC 6749 §4.1.2.1): application and
 * redirect URI. Throws AADSTS900144, 700016, 50011.
 */
export async function readAnswerAddress(
  form: Form,
  segment: TenantSegment,
  version: EndpointVersion,
  { directory, origins }: Pick<OidcOptions, 'directory' | 'origins'>,
): Promise<AnswerAddress> {
  const clientId = form.get('client_id');
  if (clientId === undefined) throw new OAuthError('parameter-missing', '«client_id».');
  const application = isGuid(clientId)
    ? await directory.applications.find(guid<ApplicationId>(clientId))
    : undefined;
  if (!application || !tenantMatches(segment, application.tenantId))
    throw new OAuthError('application-unknown');
  const redirect = findRedirectUri(application, form.get('redirect_uri'));
  if (!redirect) throw new OAuthError('redirect-uri-mismatch');
  return {
    application,
    redirectUri: redirect.uri,
    redirectUriType: redirect.type,
    responseMode: readResponseMode(form),
    state: form.get('state'),
    issuer: issuerOf(segment, version, origins.login),
    version,
  };
}

/** The rest; failures go back to the application. */
export async function readAuthorizeRequest(
  form: Form,
  segment: TenantSegment,
  address: AnswerAddress,
  now: UnixSeconds,
  options: Pick<OidcOptions, 'directory' | 'origins' | 'keyRings'>,
): Promise<{ readonly request: AuthorizeRequest; readonly scopes: RequestedScopes }> {
  const { application } = address;
  const responseType = readResponseType(form, address);
  const claims = readClaimsRequest(form.get('claims'));
  const scopes = await resolveScopes(
    form.get('scope') ?? '',
    application.tenantId,
    options.directory,
    options.origins.graph,
  );
  // OpenID Connect Core §3.1.2.1: without it nobody asks for a sign-in.
  if (asksForIdToken(responseType) && !scopes.openid)
    throw new OAuthError('scope-invalid', 'An ID token needs the scope «openid».');
  return {
    request: {
      tenantSegment: segment.text,
      clientId: application.appId,
      redirectUri: address.redirectUri,
      redirectUriType: address.redirectUriType,
      responseType,
      responseMode: address.responseMode,
      version: address.version,
      state: address.state,
      issuer: address.issuer,
      scopes: scopes.requested,
      nonce: readNonce(form, responseType),
      codeChallenge: responseType === 'id_token' ? undefined : readCodeChallenge(form, address),
      prompt: readPrompt(form),
      loginHint: form.get('login_hint'),
      domainHint: form.get('domain_hint'),
      homeRealm: form.get('whr'),
      maxAgeSeconds: readMaxAge(form),
      notBefore: claims.notBefore,
      factors: claims.factors,
      contexts: await offeredContexts(claims.contexts, application.tenantId, options.directory),
      sid: form.get('sid'),
      ...(form.get('client_info') === '1' && { clientInfo: 'asked' as const }),
      hintedUserId: await hintedUserIdOf(form.get('id_token_hint'), now, options),
    },
    scopes,
  };
}

/**
 * RFC 7636 §4.3, S256 only: `plain` protects nothing that a code does not. Web apps that prove themselves may go
 * without; one that does not could redeem any code it is slipped (RFC 9700 §2.1.1).
 */
function readCodeChallenge(form: Form, { redirectUriType, application }: AnswerAddress): string | undefined {
  const challenge = form.get('code_challenge');
  if (challenge === undefined) {
    const provesItself = redirectUriType === 'web' && !isPublicClient(application);
    if (!provesItself || form.has('code_challenge_method')) throw new OAuthError('challenge-missing');
    return undefined;
  }
  if (form.get('code_challenge_method') !== 'S256' || !/^[A-Za-z0-9_-]{43}$/.test(challenge)) {
    throw new OAuthError('challenge-unsupported');
  }
  return challenge;
}

/** OpenID Connect Core §3.1.2.1: `none` stands alone. */
function readPrompt(form: Form): readonly string[] {
  const prompt = (form.get('prompt') ?? '').split(' ').filter((value) => value !== '');
  const known = prompt.every((value) => PROMPTS.has(value));
  const silent = prompt.some((value) => value === 'none' || value === 'no_session');
  if (!known || (silent && prompt.length > 1)) throw new OAuthError('prompt-unsupported');
  return prompt;
}

function readMaxAge(form: Form): number | undefined {
  const maxAge = form.get('max_age');
  if (maxAge === undefined) return undefined;
  if (!/^[0-9]{1,9}$/.test(maxAge)) throw new OAuthError('max-age-malformed');
  return Number(maxAge);
}

/** One that does not hold hints at nobody, so that no session fits. */
async function hintedUserIdOf(
  idTokenHint: string | undefined,
  now: UnixSeconds,
  options: Pick<OidcOptions, 'origins' | 'keyRings'>,
): Promise<string | undefined> {
  if (idTokenHint === undefined) return undefined;
  return (await verifyIdTokenHint(idTokenHint, now, options))?.userId ?? '';
}

const PROMPTS: ReadonlySet<string> = new Set([
  'login',
  'select_account',
  'consent',
  'none',
  'no_session',
  'create',
]);
