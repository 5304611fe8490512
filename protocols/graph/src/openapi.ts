import { z } from 'zod';
import type { AnyOperation, ApiVersion } from './operation.ts';
import { OPERATIONS } from './operations/index.ts';
import { SCHEMAS } from './schemas/named.ts';

type Json = Readonly<Record<string, unknown>>;

/** The OpenAPI 3.1 document of the API, made from the operations; `docs/api/openapi.json` is its committed copy. */
export function buildOpenApi(): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of OPERATIONS) {
    for (const version of operation.versions) {
      for (const path of [operation.path, ...(operation.otherPaths ?? [])]) {
        const item = paths[`/${version}${path}`] ?? {};
        item[operation.method.toLowerCase()] = describe(operation, version, path);
        paths[`/${version}${path}`] = item;
      }
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Signet: administration in the shape of Microsoft Graph', version: '0.1.0' },
    security: [{ bearer: [] }],
    paths,
    components: { securitySchemes: SECURITY, responses: { Error: ERROR }, schemas: componentSchemas() },
  };
}

function describe(operation: AnyOperation, version: ApiVersion, path: string): Json {
  const { id, summary, permissions, input, output, status, access } = operation;
  const isOther = path !== operation.path;
  const suffix = version === 'beta' ? '_beta' : '';
  return {
    operationId: `${id}${isOther ? `_${path.split('/').at(-1)?.replace(/\W/g, '_')}` : ''}${suffix}`,
    tags: [id.split('_')[0]],
    summary,
    description: `${ACCESS[access]} Scopes: ${scopesOf(permissions).join(', ')}.`,
    'x-permissions': permissions,
    ...(parametersOf(operation, path).length > 0 && { parameters: parametersOf(operation, path) }),
    ...(input && { requestBody: { required: true, content: jsonOf(input) } }),
    responses: {
      [status]:
        output === undefined
          ? { description: 'Done.' }
          : { description: status === 201 ? 'Created.' : 'The answer.', content: jsonOf(output) },
      default: { $ref: '#/components/responses/Error' },
    },
  };
}

function scopesOf(permissions: AnyOperation['permissions']): readonly string[] {
  const { least, accepted, onSelf = [], alsoOneOf = [] } = permissions;
  return [
    least,
    ...accepted,
    ...onSelf.map((scope) => `${scope} (on oneself)`),
    ...(alsoOneOf.length > 0 ? [`and one of ${alsoOneOf.join(' or ')}`] : []),
  ];
}

function parametersOf({ query = [] }: AnyOperation, path: string): readonly Json[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const inQuery = query.map((option) => ({
    name: `$${option}`,
    in: 'query',
    required: false,
    schema: { type: QUERY_TYPES[option] },
  }));
  return [...inPath, ...inQuery];
}

function jsonOf(schema: z.ZodType): Json {
  const id = SCHEMAS.get(schema)?.id;
  if (id === undefined) throw new TypeError('a schema of an operation has a name in SCHEMAS');
  return { 'application/json': { schema: { $ref: `#/components/schemas/${id}` } } };
}

function componentSchemas(): Json {
  const { schemas } = z.toJSONSchema(SCHEMAS, {
    io: 'input',
    uri: (id) => `#/components/schemas/${id}`,
  });
  const entries = Object.entries(schemas).map(([id, schema]) => {
    // They stand inside one document, where neither word has a place.
    const { $schema: _dialect, $id: _id, ...rest } = schema;
    return [id, rest] as const;
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const ACCESS: Readonly<Record<AnyOperation['access'], string>> = {
  administrator: 'For Global Administrators.',
  self: 'For Global Administrators, and for users on themselves.',
  everyone: 'For every user.',
};

const QUERY_TYPES = {
  select: 'string',
  filter: 'string',
  top: 'integer',
  count: 'boolean',
  skiptoken: 'string',
} as const;

const SECURITY: Json = { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } };

const ERROR: Json = {
  description: 'What went wrong.',
  content: {
    'application/json': {
      schema: {
        type: 'object',
        required: ['error'],
        properties: {
          error: {
            type: 'object',
            required: ['code', 'message', 'innerError'],
            properties: {
              code: { type: 'string' },
              message: { type: 'string' },
              innerError: {
                type: 'object',
                properties: {
                  date: { type: 'string', format: 'date-time' },
                  'request-id': { type: 'string' },
                  'client-request-id': { type: 'string' },
                },
              },
            },
          },
        },
      },
    },
  },
};
