import { describe, expect, it } from 'vitest';
import { allowAuthorities } from './authorities.ts';

const isAllowed = allowAuthorities(
  ['Login.example', 'graph.example:444', '*.certauth.login.example', 'plain.example:443', '[::1]'],
  [8443],
);

describe('allowAuthorities', () => {
  it.each([
    'login.example:8443',
    'LOGIN.example',
    'login.example:443',
    'graph.example:444',
    't1.certauth.login.example',
    't1.certauth.login.example:8443',
    'plain.example',
    '[::1]:8443',
  ])('takes %s', (authority) => expect(isAllowed(authority)).toBe(true));

  it.each([
    '',
    'login.example:444',
    'login.example.',
    'login.example:8443:8443',
    'graph.example',
    'graph.example:8443',
    'evil.example',
    'xlogin.example',
    'certauth.login.example',
    'a.b.certauth.login.example',
    '.certauth.login.example',
    '*.certauth.login.example',
    'user@login.example',
    'login.example/evil.example',
    'plain.example:8443',
  ])('refuses %j', (authority) => expect(isAllowed(authority)).toBe(false));
});
