import { LOST_INTERACTION, type RequestContext, refuseOnPage } from '@signet/http';
import { malformedRequest } from '../malformed-request.ts';
import type { FederationServerOptions } from './options.ts';

/** A handle of the certificate host's round trip that this browser does not wait for. */
export function refuseLost(
  request: Request,
  context: RequestContext,
  options: FederationServerOptions,
): Promise<Response> {
  const { tenantId } = options;
  const refusal = { face: 'federation-server', code: 'interaction-lost', tenantId } as const;
  return refuseOnPage({ ...refusal, evidence: [LOST_INTERACTION] }, request, context, options);
}

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
