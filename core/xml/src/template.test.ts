import { describe, expect, it } from 'vitest';
import { attributeOf, canonicalize, parseXml, textOf, XmlError, xml } from './index.ts';

describe('xml', () => {
  it('brings every value back as it was, in text and in attributes', () => {
    for (const value of [`"><script>alert('x')</script>`, '&amp;', ']]>', 'a\r\n\tb', '€😀', '<!--', '']) {
      const root = parseXml(xml`<a b="${value}">${value}</a>`.text);
      expect(attributeOf(root, 'b')).toBe(value);
      expect(root.children.length === 0 ? '' : textOf(root)).toBe(value);
    }
  });

  it('writes values in canonical form', () => {
    const value = '<&>"\r\n\t';
    const { text } = xml`<a b="${value}">${value}</a>`;
    expect(canonicalize(parseXml(text))).toBe(text);
  });

  it('leaves the line breaks of the template out', () => {
    const inner = xml`<b></b>`;
    expect(
      xml`<a
        x="1">
      ${inner}
      ${[inner, inner]}
    </a>`.text,
    ).toBe('<a x="1"><b></b><b></b><b></b></a>');
  });

  it.each(['\u0000', '\u0008', '\uFFFE', '\uD800'])('refuses %j, which XML cannot carry', (character) => {
    expect(() => xml`<a>${character}</a>`).toThrow(XmlError);
    expect(() => xml`<a b="${character}"></a>`).toThrow(XmlError);
  });

  it('refuses markup in an attribute, foreign markup, and a value outside of both places', () => {
    expect(() => xml`<a b="${xml`<c></c>`}"></a>`).toThrow(TypeError);
    expect(() => xml`<a>${{ text: '<evil/>' }}</a>`).toThrow(TypeError);
    expect(() => xml`<a ${'b'}="c"></a>`).toThrow(TypeError);
  });
});
