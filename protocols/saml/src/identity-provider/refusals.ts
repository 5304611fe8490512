import { type RequestContext, refuseOnPage } from '@signet/http';
import type { SignInCode } from '@signet/identity';
import type { Check } from '@signet/pki';
import type { IdentityProviderOptions } from './options.ts';
import { check } from './sign-in-request.ts';

/** A page with the code, and a row in the sign-in log. */
export function refuse(
  code: SignInCode,
  evidence: readonly Check[],
  request: Request,
  context: RequestContext,
  options: IdentityProviderOptions,
): Promise<Response> {
  const { tenantId } = options;
  return refuseOnPage({ face: 'federation-server', code, evidence, tenantId }, request, context, options);
}

/** What the sender did wrong, on a page and in the log. */
export function refuseMalformed(
  detail: string,
  request: Request,
  context: RequestContext,
  options: IdentityProviderOptions,
): Promise<Response> {
  return refuse('request-malformed', [check('message', undefined, detail)], request, context, options);
}
