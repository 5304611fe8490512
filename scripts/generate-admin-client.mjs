/**
 * Writes the types of the admin center's Graph client (apps/admin/src/lib/graph-api.ts) from docs/api/openapi.json;
 * with `--check` it writes nothing and fails when the file is not of this document.
 * Only what our own document uses of OpenAPI 3.1 is known here; anything else stops it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PINNED_NODE, ROOT } from './_checkout.mjs';

const DOCUMENT = join(ROOT, 'docs', 'api', 'openapi.json');
const CLIENT = join(ROOT, 'apps', 'admin', 'src', 'lib', 'graph-api.ts');
const METHODS = ['get', 'post', 'patch', 'put', 'delete'];

const wanted = format(generate(JSON.parse(readFileSync(DOCUMENT, 'utf8'))));
if (process.argv.includes('--check')) {
  if (!existsSync(CLIENT) || readFileSync(CLIENT, 'utf8') !== wanted) {
    console.error(
      'apps/admin/src/lib/graph-api.ts is not of docs/api/openapi.json: npm run generate -w apps/admin',
    );
    process.exitCode = 1;
  }
} else {
  writeFileSync(CLIENT, wanted);
}

function generate({ components = {}, paths }) {
  const schemas = Object.entries(components.schemas ?? {});
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) =>
      describeOperation(path, method, item, components),
    ),
  );
  return [
    '// Generated from docs/api/openapi.json: npm run generate -w apps/admin',
    '',
    '/** What the documents of the API hold, by name. */',
    'export interface Schemas {',
    ...schemas.map(([name, schema]) => `${JSON.stringify(name)}: ${typeOf(schema)};`),
    '}',
    '',
    '/** Every operation: what goes into its address and body, and what a good answer holds. */',
    'export interface Operations {',
    ...operations,
    '}',
    '',
  ].join('\n');
}

function describeOperation(path, method, item, components) {
  const operation = item[method];
  const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map((parameter) =>
    resolve(parameter, components),
  );
  const body = operation.requestBody && resolve(operation.requestBody, components);
  return [
    `${JSON.stringify(`${method.toUpperCase()} ${path}`)}: {`,
    `path: ${parametersIn('path', parameters)};`,
    `query: ${parametersIn('query', parameters)};`,
    `body: ${body ? contentType(body) : 'undefined'};`,
    `answer: ${answerOf(operation.responses, components)};`,
    '};',
  ].join('\n');
}

function parametersIn(place, parameters) {
  const found = parameters.filter((parameter) => parameter.in === place);
  if (found.length === 0) return 'unknown';
  // The path's are always needed; of the query none is.
  const mark = place === 'path' ? '' : '?';
  const members = found.map(
    ({ name, schema }) => `readonly ${JSON.stringify(name)}${mark}: ${typeOf(schema)};`,
  );
  return `{ ${members.join(' ')} }`;
}

function answerOf(responses, components) {
  const good = Object.entries(responses).filter(([status]) => /^2/.test(status));
  return unionOf(good.map(([, response]) => contentType(resolve(response, components))));
}

function contentType({ content }) {
  const schema = content?.['application/json']?.schema;
  return schema === undefined ? 'undefined' : typeOf(schema);
}

function resolve(value, components) {
  const reference = /^#\/components\/(\w+)\/(.+)$/.exec(value.$ref ?? '');
  return reference ? components[reference[1]][reference[2]] : value;
}

function typeOf(schema) {
  if (schema === true || Object.keys(schema).length === 0) return 'unknown';
  if (schema.$ref !== undefined) return `Schemas[${JSON.stringify(schema.$ref.split('/').at(-1))}]`;
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.enum) return unionOf(schema.enum.map((value) => JSON.stringify(value)));
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives) return unionOf(alternatives.map(typeOf));
  if (schema.allOf) return schema.allOf.map((part) => `(${typeOf(part)})`).join(' & ');
  if (Array.isArray(schema.type)) return unionOf(schema.type.map((type) => typeOf({ ...schema, type })));
  switch (schema.type) {
    case 'string':
    case 'boolean':
    case 'null':
      return schema.type;
    case 'integer':
    case 'number':
      return 'number';
    case 'array':
      return `readonly (${typeOf(schema.items ?? {})})[]`;
    case 'object':
      return objectType(schema);
    default:
      throw new Error(`openapi.json uses what this generator does not know: ${JSON.stringify(schema)}`);
  }
}

function objectType({ properties = {}, required = [], additionalProperties }) {
  const members = Object.entries(properties).map(
    ([name, schema]) =>
      `readonly ${JSON.stringify(name)}${required.includes(name) ? '' : '?'}: ${typeOf(schema)};`,
  );
  if (typeof additionalProperties === 'object' && Object.keys(additionalProperties).length > 0) {
    if (members.length > 0) throw new Error('an object with both properties and additionalProperties');
    return `Readonly<Record<string, ${typeOf(additionalProperties)}>>`;
  }
  return members.length === 0 ? 'Readonly<Record<string, unknown>>' : `{ ${members.join(' ')} }`;
}

function unionOf(types) {
  const distinct = [...new Set(types)];
  return distinct.length === 0 ? 'undefined' : distinct.join(' | ');
}

/** As the lint of the checkout wants it. */
function format(source) {
  const biome = join(ROOT, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
  const { status, stdout, stderr } = spawnSync(
    PINNED_NODE,
    [biome, 'format', '--stdin-file-path=apps/admin/src/lib/graph-api.ts'],
    { cwd: ROOT, input: source, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  if (status !== 0) throw new Error(stderr);
  return stdout;
}
