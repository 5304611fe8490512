import { describe, expect, it } from 'vitest';
import { createSampleMatcher, createScriptMatcher } from './_match.ts';

describe('the matcher of scripts', () => {
  it('takes a text that differs only where the script says so', () => {
    const matcher = createScriptMatcher();
    expect(matcher.matches('a [..] c\n[...]\nend', 'a b c\n1\n2\nend')).toBe(true);
    expect(matcher.matches('a [..] c\n[...]\nend', 'a b d\n1\n2\nend')).toBe(false);
    expect(matcher.matches('a', 'a\nb')).toBe(false);
    expect(matcher.matches('a\nb', 'a')).toBe(false);
  });

  it('remembers a named text for the commands and outputs that follow', () => {
    const matcher = createScriptMatcher();
    expect(matcher.matches('id [id=..]', 'id 42')).toBe(true);
    expect(matcher.fill('show $id')).toBe('show 42');
    expect(matcher.matches('again $id', 'again 43')).toBe(false);
  });
});

describe('the matcher of documentation', () => {
  it('takes times and ages of any value', () => {
    const matcher = createSampleMatcher();
    expect(matcher.matches('at 2026-11-23T10:01:10Z, 3 s', 'at 2030-01-01T00:00:00Z, 40 min')).toBe(true);
    expect(matcher.matches('at 2026-11-23T10:01:10Z, 3 s', 'at noon, 3 s')).toBe(false);
  });

  it('holds on to what a sample id stood for', () => {
    const matcher = createSampleMatcher();
    const [shown, real, other] = ['A', 'B', 'C'].map((digit) => digit.repeat(32));
    expect(matcher.matches(`Serial ${shown}`, `Serial ${real}`)).toBe(true);
    expect(matcher.fill(`revoke ${shown}`)).toBe(`revoke ${real}`);
    expect(matcher.matches(`Revoked ${shown}`, `Revoked ${other}`)).toBe(false);
    expect(matcher.matches(`Revoked ${shown}`, `Revoked ${real}`)).toBe(true);
  });
});
