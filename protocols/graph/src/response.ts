import type { RequestContext } from '@signet/http';
import { formatTime } from '@signet/pki';
import type { GraphError } from './graph-error.ts';
import type { Answer, AnyOperation } from './operation.ts';

/** The headers that Graph always sends. */
export function standingHeaders({ requestId, correlationId }: RequestContext): Record<string, string> {
  return {
    'request-id': requestId,
    'client-request-id': correlationId,
    'x-ms-ags-diagnostic': DIAGNOSTIC,
    'strict-transport-security': 'max-age=31536000',
    vary: 'Accept-Encoding',
    'cache-control': 'no-cache',
  };
}

/** What an operation answered, with its context in front. */
export function answerResponse(
  { status, method }: AnyOperation,
  { body, context }: Answer,
  root: string,
  request: RequestContext,
): Response {
  const headers = new Headers(standingHeaders(request));
  headers.set('odata-version', '4.0');
  if (method !== 'GET') headers.set('location', new URL(root).origin);
  if (body === undefined) return new Response(null, { status, headers });
  headers.set('content-type', CONTENT_TYPE);
  const json = context === undefined ? body : { '@odata.context': `${root}/$metadata#${context}`, ...body };
  return new Response(JSON.stringify(json), { status, headers });
}

/** The error envelope (Microsoft Graph). */
export function errorResponse(error: GraphError, request: RequestContext): Response {
  const headers = { ...standingHeaders(request), ...error.headers, 'content-type': 'application/json' };
  const innerError = {
    date: formatTime(request.now).replace(/Z$/, ''),
    'request-id': request.requestId,
    'client-request-id': request.correlationId,
  };
  const body = { error: { code: error.code, message: error.message, innerError } };
  return new Response(JSON.stringify(body), { status: error.status, headers });
}

const CONTENT_TYPE =
  'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';

const DIAGNOSTIC = JSON.stringify({
  ServerInfo: { DataCenter: 'Signet', Slice: 'E', Ring: '1', ScaleUnit: '000', RoleInstance: 'signet' },
});
