import type { Handler, Router } from '@signet/http';
import { z } from 'zod';
import { authenticate } from './access/authenticate.ts';
import { withErrors } from './answer.ts';
import { badRequest, GraphError } from './graph-error.ts';
import type { ApiVersion } from './operation.ts';
import type { GraphOptions } from './options.ts';
import { readInput } from './read-json.ts';
import { errorResponse, standingHeaders } from './response.ts';

/** POST /$batch (Microsoft Graph): up to twenty requests in order, each with the rights of the batch's token. */
export function createBatchHandler(router: Router, version: ApiVersion, options: GraphOptions): Handler {
  return (request, context) =>
    withErrors(options, context, async () => {
      await authenticate(request, context.now, options);
      const { requests } = await readInput(request, BATCH);
      checkOrder(requests);
      // All of them before the first is answered: a batch that is malformed changes nothing.
      const singles = requests.map((item) => singleRequest(item, request, version));
      const responses: BatchResponse[] = [];
      for (const [index, item] of requests.entries()) {
        const failed = item.dependsOn?.some((id) => hasFailed(responses, id)) ?? false;
        const single = { ...context, requestId: options.random.guid() };
        const response = failed
          ? errorResponse(FAILED_DEPENDENCY, single)
          : await withErrors(options, single, () => router.answer(singles[index] ?? request, single));
        responses.push(await batchResponse(item.id, response));
      }
      return Response.json({ responses }, { headers: standingHeaders(context) });
    });
}

interface BatchItem {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: unknown;
  readonly dependsOn?: readonly string[] | undefined;
}

interface BatchResponse {
  readonly id: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Ids are unique, and a request depends on earlier ones only, so there is no circle. */
function checkOrder(requests: readonly BatchItem[]): void {
  const earlier = new Set<string>();
  for (const { id, dependsOn = [], body, headers = {} } of requests) {
    if (earlier.has(id)) throw badRequest(`The id ${id} is in the batch twice.`);
    const unknown = dependsOn.find((other) => !earlier.has(other));
    if (unknown !== undefined) throw badRequest(`${id} depends on ${unknown}, which is not before it.`);
    const names = Object.keys(headers).map((name) => name.toLowerCase());
    if (body !== undefined && !names.includes('content-type')) {
      throw badRequest(`${id} has a body and no Content-Type header.`);
    }
    earlier.add(id);
  }
}

function hasFailed(responses: readonly BatchResponse[], id: string): boolean {
  return responses.some((response) => response.id === id && response.status >= 400);
}

function singleRequest(item: BatchItem, batch: Request, version: ApiVersion): Request {
  const base = new URL(batch.url).origin;
  const url = URL.parse(`${base}/${version}${item.url}`);
  const prefix = `/${version}/`;
  // A relative address with `..` in it could leave the API.
  if (url === null || url.origin !== base || !url.pathname.startsWith(prefix)) {
    throw badRequest(`${item.id}: the url is not one below /${version}.`);
  }
  if (/\/(?:\$|%24)batch\/?$/i.test(url.pathname)) throw badRequest(`${item.id}: batches do not nest.`);
  const headers = new Headers();
  for (const name of PASSED_HEADERS) {
    const value = Object.entries(item.headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];
    if (value !== undefined && /^[\x20-\x7e]*$/.test(value)) headers.set(name, value);
  }
  headers.set('authorization', batch.headers.get('authorization') ?? '');
  const body = item.body === undefined || item.method === 'GET' ? null : JSON.stringify(item.body);
  return new Request(url, { method: item.method, headers, body });
}

async function batchResponse(id: string, response: Response): Promise<BatchResponse> {
  const text = await response.text();
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  return {
    id,
    status: response.status,
    headers: Object.fromEntries(response.headers),
    ...(body !== undefined && { body }),
  };
}

const PASSED_HEADERS: readonly string[] = ['content-type', 'consistencylevel', 'prefer', 'accept'];

const FAILED_DEPENDENCY: GraphError = new GraphError(
  'FailedDependency',
  'A request that this one depends on has failed.',
);

/** Of Microsoft Graph. */
const MAX_REQUESTS = 20;

const BATCH: z.ZodType<{ readonly requests: readonly BatchItem[] }> = z.object({
  requests: z
    .array(
      z.object({
        id: z.string().min(1).max(128),
        method: z.enum(['GET', 'POST', 'PATCH', 'DELETE']),
        url: z.string().max(8192).startsWith('/'),
        headers: z.record(z.string(), z.string()).optional(),
        body: z.unknown().optional(),
        dependsOn: z.array(z.string()).max(MAX_REQUESTS).readonly().optional(),
      }),
    )
    .min(1)
    .max(MAX_REQUESTS)
    .readonly(),
});
