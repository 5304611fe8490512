import { describe, expect, it } from 'vitest';
import { autoPostPage } from './auto-post-page.ts';
import { certificatePromptPage } from './certificate-prompt-page.ts';
import { continuePage } from './continue-page.ts';
import { errorPage } from './error-page.ts';
import { messagePage } from './message-page.ts';
import { signedOutPage } from './signed-out-page.ts';
import { STYLE } from './style.ts';
import { userNamePage } from './user-name-page.ts';

const HOSTILE = `"><script>alert(1)</script>`;
const nonce = 'abcdefghijklmnop';

const pages = {
  error: errorPage({
    code: 'AADSTS500171',
    sentence: HOSTILE,
    requestId: '6f1d2c3b-9a0f-4d8e-8a51-2c9a1f7e4b10',
    correlationId: '0b7f7c1e-51c8-4a55-9d51-8f3d8d5a2e77',
    time: 1_790_000_000,
    details: [[HOSTILE, `</textarea>${HOSTILE}`]],
    helpLinks: [{ label: HOSTILE, url: HOSTILE }],
  }),
  certificatePrompt: certificatePromptPage({
    continueUrl: HOSTILE,
    userName: HOSTILE,
    applicationName: HOSTILE,
    help: [{ label: HOSTILE, url: HOSTILE }],
  }),
  autoPost: autoPostPage({ action: HOSTILE, fields: [[HOSTILE, HOSTILE]], title: HOSTILE, nonce }),
  continue: continuePage({ url: `https://rp.example/?${HOSTILE}`, title: HOSTILE }),
  signedOut: signedOutPage({ note: HOSTILE, continueUrl: HOSTILE, frames: [HOSTILE] }),
  userName: userNamePage({
    action: HOSTILE,
    hiddenFields: [[HOSTILE, HOSTILE]],
    userName: HOSTILE,
    error: HOSTILE,
  }),
  message: messagePage({ title: HOSTILE, sentence: HOSTILE, link: { label: HOSTILE, url: HOSTILE } }),
};

describe.each(Object.entries(pages))('%s page', (_name, page) => {
  const text = page.toString();

  it('has a language, one heading and one main part', () => {
    expect(text).toContain('<html lang="en">');
    expect(text.match(/<h1>/g)).toHaveLength(1);
    expect(text.match(/<main>/g)).toHaveLength(1);
  });

  it('renders hostile text inert', () => {
    expect(text).not.toContain('<script>');
    expect(text).not.toContain(HOSTILE);
    expect(text).toContain('&quot;&gt;&lt;script&gt;');
  });
});

describe('errorPage', () => {
  const text = pages.error.toString();

  it('holds what a help desk asks for, once in the open and once as text to copy', () => {
    expect(text).toContain('Error code: AADSTS500171');
    const report = /<textarea[^>]* readonly[^>]*>([^<]*)<\/textarea>/.exec(text)?.[1] ?? '';
    expect(report).toContain('Request id: 6f1d2c3b-9a0f-4d8e-8a51-2c9a1f7e4b10\n');
    expect(report).toContain('Correlation id: 0b7f7c1e-51c8-4a55-9d51-8f3d8d5a2e77\n');
    expect(report).toContain('Time: 2026-09-21T14:13:20Z\n');
  });
});

describe('help with certificates', () => {
  const facts = { code: 'AADSTS50192', sentence: 'x', requestId: 'r', correlationId: 'c', time: 0 };

  it('is the same before the certificate window and after it failed', () => {
    const help = /<details>\s*<summary>Help with certificates.*?<\/details>/s;
    const before = help.exec(certificatePromptPage({ continueUrl: '/x' }).toString())?.[0];
    const after = help.exec(errorPage({ ...facts, help: 'certificate' }).toString())?.[0];
    expect(after).toContain('The browser remembers the choice until it is closed.');
    expect(after).toBe(before);
  });

  it('is left out of errors that are not about one', () => {
    expect(errorPage(facts).toString()).not.toContain('Help with certificates');
  });
});

describe('certificatePromptPage', () => {
  it('has the link text that AD FS has', () => {
    expect(pages.certificatePrompt.toString()).toMatch(
      /<a class="button"[^>]*>Sign in using an X\.509 certificate<\/a>/,
    );
  });
});

describe('autoPostPage', () => {
  const fields = [
    ['wa', 'wsignin1.0'],
    ['wresult', '<t:R a="1">é&amp;</t:R>'],
  ] as const;
  const text = autoPostPage({
    action: 'https://rp.example/',
    fields,
    title: 'Signing you in',
    nonce,
  }).toString();

  it('can be read with the regular expressions of MSIdentityTools', () => {
    expect(text).toContain('<input type="hidden" name="wa" value="wsignin1.0" />');
    const wresult = /<input type="hidden" name="wresult" value="(.+?)" \/><noscript>/.exec(text)?.[1];
    expect(unescapeHtml(wresult ?? '')).toBe('<t:R a="1">é&amp;</t:R>');
  });

  it('writes wa first and the fields in order', () => {
    expect([...text.matchAll(/type="hidden" name="(\w+)"/g)].map((match) => match[1])).toEqual([
      'wa',
      'wresult',
    ]);
  });

  function unescapeHtml(value: string): string {
    return value
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&');
  }
});

describe('continuePage', () => {
  it('goes to an application by itself, or by its button', () => {
    const text = continuePage({
      url: 'msauth.com.example://auth?code=a&state=b',
      title: 'Signing you in',
    }).toString();
    expect(text).toContain(
      '<meta http-equiv="refresh" content="0; url=msauth.com.example://auth?code=a&amp;state=b">',
    );
    expect(text).toContain('<a class="button" href="msauth.com.example://auth?code=a&amp;state=b">');
  });

  it.each([
    'javascript:alert(1)',
    ' JavaScript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    'https://',
  ])('refuses %j', (url) => {
    expect(() => continuePage({ url, title: 'x' })).toThrow(TypeError);
  });
});

describe('userNamePage', () => {
  it('ties label and error to the field', () => {
    const text = pages.userName.toString();
    expect(text).toMatch(/<label for="userName">User name<\/label>/);
    expect(text).toMatch(
      /<input id="userName"[^>]* autocomplete="username"[^>]* aria-describedby="userName-error"/s,
    );
    expect(text).toMatch(/<p class="error" id="userName-error">/);
  });

  it('says nothing of an error when there is none', () => {
    expect(userNamePage({ action: '/x', hiddenFields: [] }).toString()).not.toMatch(
      /<input[^>]*aria-invalid/,
    );
  });
});

describe('colours', () => {
  const [light = '', dark = ''] = [...STYLE.matchAll(/:root \{([^}]*)\}/g)].map((match) => match[1]);
  const pairs = [
    ['text', 'card'],
    ['quiet', 'card'],
    ['accent', 'card'],
    ['accent-strong', 'card'],
    ['alert', 'card'],
    ['text', 'inset'],
    ['on-accent', 'accent'],
    ['on-accent', 'accent-strong'],
  ] as const;

  it.each(pairs)('%s on %s has a contrast of at least 4.5 in both themes', (front, back) => {
    for (const theme of [light, dark]) {
      expect(contrast(colour(theme, front), colour(theme, back))).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('shows the edge of a field with a contrast of at least 3', () => {
    for (const theme of [light, dark]) {
      expect(contrast(colour(theme, 'field'), colour(theme, 'card'))).toBeGreaterThanOrEqual(3);
    }
  });

  function colour(theme: string, name: string): readonly number[] {
    const hex = new RegExp(`--${name}: #([0-9a-f]{6})`).exec(theme)?.[1];
    if (hex === undefined) throw new Error(`no colour ${name}`);
    return [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  }

  /** WCAG 2.2, relative luminance and contrast ratio. */
  function contrast(one: readonly number[], other: readonly number[]): number {
    const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (lighter + 0.05) / (darker + 0.05);
  }

  function luminance(rgb: readonly number[]): number {
    const [red = 0, green = 0, blue = 0] = rgb.map((part) =>
      part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }
});
