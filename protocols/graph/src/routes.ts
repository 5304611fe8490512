import { createRouter, type Handler, type Route, type Routes } from '@signet/http';
import { createHandler } from './answer.ts';
import { createBatchHandler } from './batch.ts';
import { GraphError } from './graph-error.ts';
import type { ApiVersion } from './operation.ts';
import { OPERATIONS } from './operations/index.ts';
import type { GraphOptions } from './options.ts';
import { MAX_EDGE_BYTES } from './read-json.ts';
import { errorResponse } from './response.ts';

/** Everything below `/v1.0` and `/beta` on the login listener. */
export function graphRoutes(options: GraphOptions): Routes {
  const operations = operationRoutes(options);
  // A batch inside a batch is no such resource.
  const inner = createRouter([...operations, ...unknownRoutes(operations)]);
  const batches = VERSIONS.map(
    (version): Route => ({
      ...COMMON,
      method: 'POST',
      pattern: `/${version}/$batch`,
      handler: createBatchHandler(inner, version, options),
    }),
  );
  const all = [...batches, ...operations];
  return [...all, ...unknownRoutes(all)];
}

function operationRoutes(options: GraphOptions): Route[] {
  return OPERATIONS.flatMap((operation) =>
    operation.versions.flatMap((version) =>
      [operation.path, ...(operation.otherPaths ?? [])].map((path) => ({
        ...COMMON,
        method: operation.method,
        pattern: `/${version}${path}`,
        handler: createHandler(operation, version, options),
      })),
    ),
  );
}

/** What no operation answers gets Graph's envelope instead of the edge's page: one route for each length of path. */
function unknownRoutes(known: readonly Route[]): Route[] {
  const tails = Array.from({ length: MAX_SEGMENTS }, (_, count) =>
    Array.from({ length: count + 1 }, (_, index) => `/{segment${index}}`).join(''),
  );
  const refuseUnknown = createRefusal(known);
  return VERSIONS.flatMap((version) =>
    tails.flatMap((tail) =>
      METHODS.map((method) => ({ ...COMMON, method, pattern: `/${version}${tail}`, handler: refuseUnknown })),
    ),
  );
}

/** RFC 9110 §15.5.6: a resource that there is, asked in a way that it does not take, says which ways it takes. */
function createRefusal(known: readonly Route[]): Handler {
  const paths = createRouter(known);
  return async (request, context) => {
    const { status, headers } = await paths.answer(request, context);
    const allow = headers.get('allow');
    if (status !== 405 || allow === null) {
      return errorResponse(new GraphError('Request_ResourceNotFound', 'There is no such resource.'), context);
    }
    const message = `The resource does not take ${request.method}; it takes ${allow}.`;
    return errorResponse(
      new GraphError('Request_MethodNotAllowed', message, { headers: { allow } }),
      context,
    );
  };
}

const COMMON: Pick<Route, 'listener' | 'maxBodyBytes'> = { listener: 'login', maxBodyBytes: MAX_EDGE_BYTES };
const VERSIONS: readonly ApiVersion[] = ['v1.0', 'beta'];
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
/** The longest path of ours has six. */
const MAX_SEGMENTS = 8;
