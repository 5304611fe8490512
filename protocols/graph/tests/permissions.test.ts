import { GRAPH_SCOPES, OIDC_SCOPES } from '@signet/identity';
import { expect, it } from 'vitest';
import { OPERATIONS } from '../src/operations/index.ts';

const named = new Set(
  OPERATIONS.flatMap(({ permissions: { least, accepted, onSelf = [] } }) => [least, ...accepted, ...onSelf]),
);

it('every permission of an operation is a scope that can be asked and consented to', () => {
  const values = new Set(GRAPH_SCOPES.map(({ value }) => value));
  expect([...named].filter((permission) => !values.has(permission))).toEqual([]);
});

it('every scope of Graph opens some operation', () => {
  const own = GRAPH_SCOPES.map(({ value }) => value).filter((value) => !OIDC_SCOPES.has(value));
  expect(own.filter((value) => !named.has(value))).toEqual([]);
});

it('no scope is there twice, by value or by id', () => {
  for (const key of ['value', 'id'] as const)
    expect(new Set(GRAPH_SCOPES.map((scope) => scope[key].toLowerCase())).size).toBe(GRAPH_SCOPES.length);
});
