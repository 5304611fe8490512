import { HttpError, type RequestContext, type Routes, readForm, readQuery, refuseOnPage } from '@signet/http';
import { malformedRequest } from '../malformed-request.ts';
import { WA } from '../vocabulary.ts';
import { acceptResponse } from './accept-response.ts';
import type { RelyingPartyOptions } from './options.ts';
import { cleanUpSession } from './sign-out-cleanup.ts';

/** `/login.srf`, where federation partners send people back to the token service. */
export function relyingPartyRoutes(options: RelyingPartyOptions): Routes {
  return [
    {
      listener: 'login',
      method: 'POST',
      pattern: '/login.srf',
      handler: (request, context) => answerPost(request, context, options),
    },
    {
      listener: 'login',
      method: 'GET',
      pattern: '/login.srf',
      handler: (request, context) => answerGet(request, context, options),
    },
  ];
}

async function answerGet(
  request: Request,
  context: RequestContext,
  options: RelyingPartyOptions,
): Promise<Response> {
  const query = readQuery(request);
  const other = await options.otherProtocol?.(query, request, context);
  if (other) return other;
  return query.get('wa') === WA.signOutCleanup
    ? cleanUpSession(query, request, context, options)
    : refuseMalformed('GET takes wsignoutcleanup1.0 only.', request, context, options);
}

async function answerPost(
  request: Request,
  context: RequestContext,
  options: RelyingPartyOptions,
): Promise<Response> {
  try {
    const form = await readForm(request);
    const other = await options.otherProtocol?.(form, request, context);
    if (other) return other;
    if (form.get('wa') !== WA.signIn)
      return refuseMalformed('wa is not wsignin1.0.', request, context, options);
    return await acceptResponse(form, request, context, options);
  } catch (error) {
    if (error instanceof HttpError && error.code === 'invalid_request')
      return refuseMalformed(error.message, request, context, options);
    throw error;
  }
}

function refuseMalformed(
  detail: string,
  request: Request,
  context: RequestContext,
  options: RelyingPartyOptions,
): Promise<Response> {
  const refusal = { face: 'federated-assertion', code: 'request-malformed' } as const;
  return refuseOnPage({ ...refusal, evidence: [malformedRequest(detail)] }, request, context, options);
}
