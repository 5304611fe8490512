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
  const operations = [...operationRoutes(options), ...unknownRoutes()];
  const inner = createRouter(operations);
  const batches = VERSIONS.map(
    (version): Route => ({
      ...COMMON,
      method: 'POST',
      pattern: `/${version}/$batch`,
      handler: createBatchHandler(inner, version, options),
    }),
  );
  return [...batches, ...operations];
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
function unknownRoutes(): Route[] {
  const tails = Array.from({ length: MAX_SEGMENTS }, (_, count) =>
    Array.from({ length: count + 1 }, (_, index) => `/{segment${index}}`).join(''),
  );
  return VERSIONS.flatMap((version) =>
    tails.flatMap((tail) =>
      METHODS.map((method) => ({ ...COMMON, method, pattern: `/${version}${tail}`, handler: refuseUnknown })),
    ),
  );
}

const refuseUnknown: Handler = (_request, context) =>
  errorResponse(
    new GraphError('Request_ResourceNotFound', 'There is no such resource, or it does not take this method.'),
    context,
  );

const COMMON: Pick<Route, 'listener' | 'maxBodyBytes'> = { listener: 'login', maxBodyBytes: MAX_EDGE_BYTES };
const VERSIONS: readonly ApiVersion[] = ['v1.0', 'beta'];
const METHODS = ['GET', 'POST', 'PATCH', 'DELETE'] as const;
/** The longest path of ours has six. */
const MAX_SEGMENTS = 8;
