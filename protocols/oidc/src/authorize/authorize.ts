import { clientFacts, type Form, type RequestContext, readCookie, readForm, readQuery } from '@signet/http';
import type { Application, Session } from '@signet/identity';
import { SESSION_COOKIE } from '@signet/sign-in';
import { errorBody, OAuthError } from '../oauth-error.ts';
import type { OidcOptions } from '../options.ts';
import { resolveTenantSegment, type TenantSegment } from '../tenant-segment.ts';
import { authorizationResponse } from './authorization-response.ts';
import {
  type AnswerAddress,
  type AuthorizeRequest,
  readAnswerAddress,
  readAuthorizeRequest,
} from './authorize-request.ts';
import { answerWithCode } from './code-answer.ts';
import { oauthErrorPage } from './error-pages.ts';
import { beginSignIn } from './home-realm.ts';

/**
 * The authorization endpoint (RFC 6749 §3.1): checks the request, answers at once when the browser has a
 * session that still stands, else begins a sign-in.
 */
export async function authorize(
  request: Request,
  context: RequestContext,
  tenant: string | undefined,
  options: OidcOptions,
): Promise<Response> {
  let form: Form | undefined;
  let address: AnswerAddress | undefined;
  try {
    form = request.method === 'POST' ? await readForm(request) : readQuery(request);
    const segment = await resolveTenantSegment(tenant, options.directory);
    address = await readAnswerAddress(form, segment, options);
    return await answer(form, segment, address, request, context, options);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    if (!address) {
      await recordUnanswerable(error, form, request, context, options);
      return oauthErrorPage(error, context);
    }
    return redirectError(error, address, context, options);
  }
}

async function answer(
  form: Form,
  segment: TenantSegment,
  address: AnswerAddress,
  request: Request,
  context: RequestContext,
  options: OidcOptions,
): Promise<Response> {
  const { request: authorizeRequest } = await readAuthorizeRequest(form, segment, address, options);
  const session = await findUsableSession(authorizeRequest, address.application, request, context, options);
  if (session) return answerWithCode(authorizeRequest, session, context, options);
  // `no_session` is msal-browser's silent request that wants no side effects.
  if (authorizeRequest.prompt.some((value) => value === 'none' || value === 'no_session')) {
    throw new OAuthError('login-required');
  }
  const resumePath = `/${segment.text}/oauth2/v2.0/authorize/resume`;
  const start = { waiting: authorizeRequest, resumePath };
  return beginSignIn(start, address.application, segment, request, context, options);
}

/** The browser's session, if the request allows single sign-on and the decision says that it still stands. */
async function findUsableSession(
  authorizeRequest: AuthorizeRequest,
  application: Application,
  request: Request,
  context: RequestContext,
  { sessions, signIn, directory }: OidcOptions,
): Promise<Session | undefined> {
  if (authorizeRequest.prompt.some((value) => FRESH_PROMPTS.has(value))) return undefined;
  const session = await sessions.find(readCookie(request, SESSION_COOKIE), context.now);
  if (!session || session.tenantId !== application.tenantId) return undefined;
  if (authorizeRequest.loginHint !== undefined) {
    const user = await directory.users.find(session.userId);
    if (user?.userPrincipalName.toLowerCase() !== authorizeRequest.loginHint.toLowerCase()) return undefined;
  }
  const decision = await signIn.decide({
    face: 'session',
    client: clientFacts(request, context, authorizeRequest.clientId),
    tenantId: session.tenantId,
    proof: { kind: 'continuation', userId: session.userId, authentication: session },
  });
  return decision.verdict === 'accepted' ? session : undefined;
}

/** An application or address that is not registered here is a refused sign-in too, and gets its row. */
async function recordUnanswerable(
  error: OAuthError,
  form: Form | undefined,
  request: Request,
  context: RequestContext,
  { signIn }: OidcOptions,
): Promise<void> {
  if (error.code !== 'application-unknown' && error.code !== 'redirect-uri-mismatch') return;
  await signIn.recordRefusal({
    face: 'authorize-request',
    client: clientFacts(request, context, undefined),
    code: error.code,
    evidence: [
      {
        check: error.code,
        rule: 'RFC 6749 §3.1.2.4, §4.1.2.1',
        object: 'authorize request',
        result: 'fail',
        detail: error.message,
        // These two and not the URL: it may hold an id_token_hint, and no token goes into a log.
        facts: { clientId: logged(form, 'client_id'), redirectUri: logged(form, 'redirect_uri') },
      },
    ],
  });
}

function logged(form: Form | undefined, parameter: string): string {
  return (form?.get(parameter) ?? '').slice(0, MAX_LOGGED_LENGTH);
}

function redirectError(
  error: OAuthError,
  address: AnswerAddress,
  context: RequestContext,
  { origins, random }: OidcOptions,
): Response {
  const { error: name, error_description, error_uri } = errorBody(error, context, origins.login);
  return authorizationResponse(
    address,
    { error: String(name), error_description: String(error_description), error_uri: String(error_uri) },
    random,
  );
}

const MAX_LOGGED_LENGTH = 512;

const FRESH_PROMPTS: ReadonlySet<string> = new Set(['login', 'select_account', 'create']);
