import { describe, expect, it } from 'vitest';
import { html } from './html.ts';
import { htmlResponse } from './html-response.ts';

const page = html`<p>x</p>`;
const nonce = 'abcdefghijklmnop';

function policyOf(response: Response): string[] {
  return (response.headers.get('content-security-policy') ?? '').split('; ');
}

describe('htmlResponse', () => {
  it('lets a page load nothing, run nothing and be framed by nobody', () => {
    const response = htmlResponse(page);
    expect(policyOf(response)).toEqual([
      "default-src 'none'",
      expect.stringMatching(/^style-src 'sha256-[A-Za-z0-9+/]{43}='$/),
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'self'",
    ]);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'strict-origin',
    });
  });

  it('sends no Cross-Origin-Opener-Policy, which would cut a pop-up off from its opener', () => {
    expect(htmlResponse(page).headers.has('cross-origin-opener-policy')).toBe(false);
  });

  it('lets the one script with the nonce run', () => {
    expect(policyOf(htmlResponse(page, { nonce }))).toContain(`script-src 'nonce-${nonce}'`);
  });

  it('reduces form targets to origins, or to the scheme of a native app', () => {
    const formAction = ['https://rp.example:8/a;b?c', 'https://rp.example:8/d', 'msauth.com.example://auth'];
    expect(policyOf(htmlResponse(page, { formAction }))).toContain(
      "form-action 'self' https://rp.example:8 msauth.com.example:",
    );
  });

  it('leaves form targets open where they cannot be known', () => {
    expect(htmlResponse(page, { formAction: 'any' }).headers.get('content-security-policy')).not.toContain(
      'form-action',
    );
  });

  it('may be framed by our own pages where it says so, and by nobody else', () => {
    expect(policyOf(htmlResponse(page, { framedBy: 'self' }))).toContain("frame-ancestors 'self'");
    expect(policyOf(htmlResponse(page, { framedBy: 'anybody' }))).not.toContain('frame-ancestors');
  });

  it('cannot be made to add a directive', () => {
    expect(() => htmlResponse(page, { nonce: "x'; script-src *" })).toThrow(TypeError);
    expect(() => htmlResponse(page, { formAction: ['; script-src *'] })).toThrow(TypeError);
    expect(() => htmlResponse(page, { formAction: ['https://a;sandbox'] })).toThrow(TypeError);
  });

  it('frames nothing that cannot be named, and the rest all the same', () => {
    const frameSources = ['https://a,b/bye', 'https://app.example/bye', 'https://a;sandbox/'];
    expect(policyOf(htmlResponse(page, { frameSources }))).toContain('frame-src https://app.example');
    const alone = policyOf(htmlResponse(page, { frameSources: ['https://a;sandbox/'] }));
    expect(alone).toEqual(policyOf(htmlResponse(page)));
  });

  it('keeps several cookies and the status', () => {
    const headers: [string, string][] = [
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
    ];
    const response = htmlResponse(page, { status: 400, headers });
    expect(response.status).toBe(400);
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });
});
