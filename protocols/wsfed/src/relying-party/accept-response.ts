import { acceptFederatedAnswer, type Form, type RequestContext } from '@signet/http';
import type { RelyingPartyOptions } from './options.ts';
import { readSignInResponse } from './read-sign-in-response.ts';

/** A federation partner's answer by WS-Federation: `wctx` leads to the request, `wresult` holds the assertion. */
export async function acceptResponse(
  form: Form,
  request: Request,
  context: RequestContext,
  options: RelyingPartyOptions,
): Promise<Response> {
  const reader = {
    handle: form.get('wctx') ?? '',
    read: (_asker: unknown, now: number) =>
      readSignInResponse(form.get('wresult') ?? '', { ...options, now }),
  };
  return acceptFederatedAnswer(reader, request, context, options);
}
