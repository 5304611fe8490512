import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { buildOpenApi } from '../src/index.ts';
import { OPERATIONS } from '../src/operations/index.ts';

const committed = JSON.parse(
  readFileSync(new URL('../../../docs/api/openapi.json', import.meta.url), 'utf8'),
);

it('docs/api/openapi.json is what scripts/write-openapi.mjs writes', () => {
  expect(committed).toEqual(JSON.parse(JSON.stringify(buildOpenApi())));
});

it('every operation id is there once', () => {
  const ids = Object.values(committed.paths as Record<string, Record<string, { operationId: string }>>)
    .flatMap((item) => Object.values(item))
    .map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
});

it('every reference leads to a component', () => {
  const references = JSON.stringify(committed).match(/#\/components\/[\w/]+/g) ?? [];
  expect(references.length).toBeGreaterThan(50);
  for (const reference of references) {
    const [, , kind = '', name = ''] = reference.split('/');
    expect(committed.components[kind], reference).toHaveProperty(name);
  }
});

it('what is no GET and no question is audited, and those are no change', () => {
  for (const { id, method, audit, question } of OPERATIONS)
    expect(audit !== undefined, id).toBe(method !== 'GET' && question === undefined);
});
