import type { Random } from '@signet/identity';
import { browserCookieName } from '@signet/sign-in';
import { describe, expect, it } from 'vitest';
import { openBrowser, readBinding } from './browser.ts';

const NOW = 1_800_000_000;
const random: Random = {
  guid: () => crypto.randomUUID(),
  secret: () => Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url'),
  bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
};

function requestWith(...secrets: readonly string[]): Request {
  const cookie = secrets.map((secret) => `__Host-${browserCookieName(secret)}=${secret}`).join('; ');
  return new Request('https://login.example/', { headers: { cookie } });
}

const linesOf = ({ setCookies }: ReturnType<typeof openBrowser>): readonly string[] =>
  setCookies.map(([, line]) => line);

describe('the cookies that sign-ins are bound to', () => {
  it('are of different names in tabs that begin before the browser has one', () => {
    const [first, second] = [
      openBrowser(requestWith(), NOW, random),
      openBrowser(requestWith(), NOW, random),
    ];
    expect(linesOf(first)[0]).toMatch(
      /^__Host-signet-browser-[0-9a-f]{12}=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=None; Max-Age=86400$/,
    );
    const nameOf = (opened: typeof first) => linesOf(opened)[0]?.split('=')[0];
    expect(nameOf(first)).not.toBe(nameOf(second));
    const later = readBinding(requestWith(first.browser, second.browser), NOW);
    expect(later).toEqual({ browser: first.browser, others: [second.browser], now: NOW });
  });

  it('are not added to one that is there, which lasts for another day', () => {
    const opened = openBrowser(requestWith('one'), NOW, random);
    expect([opened.browser, opened.others]).toEqual(['one', []]);
    expect(linesOf(opened)).toEqual([expect.stringMatching(/=one; .*Max-Age=86400$/)]);
  });

  it('are sixteen at most: the oldest beyond them go', () => {
    const secrets = Array.from({ length: 20 }, (_, number) => `secret-${number}`);
    const opened = openBrowser(requestWith(...secrets), NOW, random);
    expect([opened.browser, opened.others?.length]).toEqual(['secret-4', 15]);
    const ended = linesOf(opened).filter((line) => line.endsWith('Max-Age=0'));
    expect(ended.map((line) => line.split('=')[0])).toEqual(
      secrets.slice(0, 4).map((secret) => `__Host-${browserCookieName(secret)}`),
    );
    expect(readBinding(requestWith(...secrets), NOW).others).toHaveLength(15);
  });

  it('count only under the name of their value, with the prefix, and once', () => {
    const name = `__Host-${browserCookieName('one')}`;
    for (const cookie of [
      '__Host-signet-browser-000000000000=one',
      `${browserCookieName('one')}=one`,
      `${name}=two`,
      `${name}=one; ${name}=one`,
      `${name}`,
      '__Host-signet-browser-=',
    ]) {
      const request = new Request('https://login.example/', { headers: { cookie } });
      expect(readBinding(request, NOW)).toEqual({ browser: undefined, others: [], now: NOW });
    }
  });
});
