import { describe, expect, it } from 'vitest';
import { readCookie, setCookie } from './cookies.ts';

function requestWith(cookie: string): Request {
  return new Request('https://login.example/', { headers: { cookie } });
}

describe('setCookie', () => {
  it('always ties the cookie to this host and to TLS', () => {
    expect(setCookie({ name: 'session', value: 'abc-_1', sameSite: 'None', maxAgeSeconds: 60 })).toBe(
      '__Host-session=abc-_1; Path=/; Secure; HttpOnly; SameSite=None; Max-Age=60',
    );
  });

  it('lasts until the browser closes when no age is given', () => {
    expect(setCookie({ name: 's', value: '', sameSite: 'Lax' })).toBe(
      '__Host-s=; Path=/; Secure; HttpOnly; SameSite=Lax',
    );
  });

  it.each(['a;b', 'a b', 'a,b', 'a"b', 'a\r\nSet-Cookie: x=y', 'ü', 'a\\b'])(
    'refuses the value %j',
    (value) => {
      expect(() => setCookie({ name: 's', value, sameSite: 'Lax' })).toThrow(TypeError);
    },
  );

  it.each(['', 'a b', 'a=b', 'a;b'])('refuses the name %j', (name) => {
    expect(() => setCookie({ name, value: 'x', sameSite: 'Lax' })).toThrow(TypeError);
  });
});

describe('readCookie', () => {
  it('finds the cookie among others', () => {
    expect(readCookie(requestWith('a=1; __Host-session=x=y; __Host-session2=z'), 'session')).toBe('x=y');
  });

  it('does not take a cookie without the prefix, which any sibling host can set', () => {
    expect(readCookie(requestWith('session=planted'), 'session')).toBeUndefined();
  });

  it('takes neither of two', () => {
    expect(readCookie(requestWith('__Host-s=a; __Host-s=b'), 's')).toBeUndefined();
  });

  it('is absent without a cookie header', () => {
    expect(readCookie(new Request('https://login.example/'), 's')).toBeUndefined();
  });
});
