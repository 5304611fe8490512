import { clientFacts, type Form, type RequestContext, readForm, readQuery } from '@signet/http';
import type { SignedInInteraction } from '@signet/sign-in';
import { OAuthError } from '../oauth-error.ts';
import type { OidcOptions } from '../options.ts';
import { resolveTenantSegment, type TenantSegment } from '../tenant-segment.ts';
import { authorizeFormOfVersion1, type EndpointVersion } from '../version-1.ts';
import {
  type AnswerAddress,
  isSilent,
  readAnswerAddress,
  readAuthorizeRequest,
} from './authorize-request.ts';
import { conclude } from './conclude.ts';
import { oauthErrorPage } from './error-pages.ts';
import { beginSignIn } from './home-realm.ts';
import { redirectError } from './redirect-error.ts';
import { findUsableSession } from './usable-session.ts';

/**
 * The authorization endpoint (RFC 6749 §3.1): checks the request, answers at once when the browser has a
 * session that still stands, else begins a sign-in.
 */
export async function authorize(
  request: Request,
  context: RequestContext,
  tenant: string | undefined,
  version: EndpointVersion,
  options: OidcOptions,
): Promise<Response> {
  let form: Form | undefined;
  let address: AnswerAddress | undefined;
  try {
    form = request.method === 'POST' ? await readForm(request) : readQuery(request);
    const segment = await resolveTenantSegment(tenant, options.directory);
    address = await readAnswerAddress(form, segment, version, options);
    const understood = version === 1 ? authorizeFormOfVersion1(form) : form;
    return await answer(understood, segment, address, request, context, options);
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
  const { request: authorizeRequest } = await readAuthorizeRequest(
    form,
    segment,
    address,
    context.now,
    options,
  );
  const { application } = address;
  const resumePath = `/${segment.text}/oauth2/v2.0/authorize/resume`;
  const session = await findUsableSession(authorizeRequest, application, request, context, options);
  if (session) {
    const signedIn: SignedInInteraction = {
      appId: application.appId,
      applicationName: application.displayName,
      userPrincipalName: authorizeRequest.loginHint,
      resumePath,
      correlationId: context.correlationId,
      begunAt: context.now,
      payload: JSON.stringify(authorizeRequest),
      sessionId: session.id,
    };
    return conclude(authorizeRequest, { signedIn, session }, request, context, options);
  }
  if (isSilent(authorizeRequest)) throw new OAuthError('login-required');
  const start = { waiting: authorizeRequest, resumePath };
  return beginSignIn(start, application, segment, request, context, options);
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

const MAX_LOGGED_LENGTH = 512;
