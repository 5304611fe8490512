import { describe, expect, it } from 'vitest';
import { type FilterRules, matches, parseFilter } from './filter.ts';

const RULES: FilterRules = {
  name: ['eq', 'startsWith'],
  enabled: ['eq'],
  'status/errorCode': ['eq', 'ne'],
};

describe('parseFilter', () => {
  it.each([
    ["name eq 'a'", [{ property: 'name', compare: 'eq', value: 'a' }]],
    ["NAME EQ 'O''Neill'", [{ property: 'name', compare: 'eq', value: "O'Neill" }]],
    ["  startswith( name , '' )  ", [{ property: 'name', compare: 'startsWith', value: '' }]],
    ['enabled eq false', [{ property: 'enabled', compare: 'eq', value: false }]],
    ['name eq null', [{ property: 'name', compare: 'eq', value: null }]],
    ['status/errorCode eq -5', [{ property: 'status/errorCode', compare: 'eq', value: -5 }]],
  ])('reads %s', (text, terms) => {
    expect(parseFilter(text, RULES)).toEqual(terms);
  });

  it('reads terms that must all hold', () => {
    expect(parseFilter("name eq 'a' and enabled eq true", RULES)).toHaveLength(2);
  });

  it.each([
    '',
    ' ',
    'name',
    'name eq',
    "eq 'a'",
    "name eq 'a",
    "name eq ''a'",
    "name eq 'a' and",
    "name eq 'a' 'b'",
    "name eq (('a'))",
    "(name eq 'a')",
    'name eq a',
    "startsWith(name 'a')",
    "startsWith(name,'a'",
    "name eq 'a'; drop table user",
    'name eq 1e9',
    '\u0000',
  ])('refuses %j as malformed', (text) => {
    expect(() => parseFilter(text, RULES)).toThrow(expect.objectContaining({ code: 'Request_BadRequest' }));
  });

  it.each([
    "name ne 'a'",
    "name eq 'a' or name eq 'b'",
    "endsWith(name,'a')",
    "constructor eq 'a'",
    "startsWith(enabled,'t')",
    "name in ('a')",
  ])('refuses %j as not supported', (text) => {
    expect(() => parseFilter(text, RULES)).toThrow(
      expect.objectContaining({ code: 'Request_UnsupportedQuery' }),
    );
  });

  it('has a budget of length and of terms', () => {
    const terms = (count: number): string => Array(count).fill('enabled eq true').join(' and ');
    expect(parseFilter(terms(10), RULES)).toHaveLength(10);
    expect(() => parseFilter(terms(11), RULES)).toThrow('too many terms');
    expect(() => parseFilter(`name eq '${'a'.repeat(2048)}'`, RULES)).toThrow('too long');
  });
});

describe('matches', () => {
  const item = { name: 'Alice', enabled: true, status: { errorCode: 0 } };

  it.each([
    ["name eq 'ALICE'", true],
    ["startsWith(name,'al')", true],
    ["startsWith(name,'li')", false],
    ["enabled eq 'true'", false],
    ['status/errorCode eq 0', true],
    ['status/errorCode ne 0', false],
    ['status/errorCode ne 1', true],
    ['name eq null', false],
  ])('%s is %s', (text, expected) => {
    expect(matches(item, parseFilter(text, RULES))).toBe(expected);
  });
});
