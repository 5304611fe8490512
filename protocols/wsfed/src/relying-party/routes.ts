import { HttpError, type RequestContext, type Routes, readForm, readQuery } from '@signet/http';
import { refusalPage } from '../refusal-page.ts';
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
      handler: (request, context) =>
        readQuery(request).get('wa') === WA.signOutCleanup
          ? cleanUpSession(request, context, options)
          : refusalPage('request-malformed', context),
    },
  ];
}

async function answerPost(
  request: Request,
  context: RequestContext,
  options: RelyingPartyOptions,
): Promise<Response> {
  try {
    const form = await readForm(request);
    if (form.get('wa') !== WA.signIn) return refusalPage('request-malformed', context);
    return await acceptResponse(form, request, context, options);
  } catch (error) {
    if (error instanceof HttpError && error.code === 'invalid_request')
      return refusalPage('request-malformed', context);
    throw error;
  }
}
