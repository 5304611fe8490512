/**
 * protocols/graph is the administration API in the shape of Microsoft Graph: `/v1.0` and `/beta`.
 *
 *   operations/  one file per call: route, permissions, role, schemas, handler
 *   schemas/     JSON shapes; with the operations they make docs/api/openapi.json
 *   access/      the bearer token, and scope and role together
 *   odata/       $select, $filter, $top, $count, $skiptoken
 */
export { buildOpenApi } from './openapi.ts';
export type { GraphOptions } from './options.ts';
export { graphRoutes } from './routes.ts';
