import { describe, expect, it } from 'vitest';
import { type Html, html } from './html.ts';

describe('html', () => {
  it('escapes values', () => {
    expect(html`<a title="${`"><script>'&\``}">`.toString()).toBe(
      '<a title="&quot;&gt;&lt;script&gt;&#39;&amp;&#96;">',
    );
  });

  it('passes nested markup and arrays of it', () => {
    const items = ['<', 'b'].map((text) => html`<li>${text}</li>`);
    expect(html`<ul>${items}</ul>`.toString()).toBe('<ul><li>&lt;</li><li>b</li></ul>');
  });

  it('leaves out undefined and false, and keeps 0', () => {
    expect(html`${undefined}${false}${0}${''}`.toString()).toBe('0');
  });

  it('does not take an object that only looks like markup', () => {
    const forged = JSON.parse('["<b>"]') as Html[];
    expect(html`${forged}`.toString()).toBe('&lt;b&gt;');
    expect(() => html`${{ toString: () => '<b>' } as unknown as Html}`.toString()).toThrow();
  });

  it('keeps a carriage return, which a parser would read as a line feed', () => {
    expect(html`${'a\r\nb'}`.toString()).toBe('a&#13;\nb');
  });
});
