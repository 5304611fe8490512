import { type RequestContext, refuseOnPage } from '@signet/http';
import { malformedRequest } from '../malformed-request.ts';
import type { FederationServerOptions } from './options.ts';

/** What the sender did wrong, on a page and in the log. */
export function refuseMalformed(
  detail: string,
  request: Request,
  context: RequestContext,
  options: FederationServerOptions,
): Promise<Response> {
  const { tenantId } = options;
  const refusal = { face: 'federation-server', code: 'request-malformed', tenantId } as const;
  return refuseOnPage({ ...refusal, evidence: [malformedRequest(detail)] }, request, context, options);
}
