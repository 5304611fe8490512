import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalize, DEFAULT_LIMITS, parseXml, textOf, XmlError, type XmlErrorCode } from './index.ts';

/** What attackers and broken partners have sent, with the code that we refuse it by. */
const HOSTILE: readonly [name: string, text: string, code: XmlErrorCode][] = [
  ['an empty text', '', 'not-well-formed'],
  ['white space only', ' \n ', 'not-well-formed'],
  ['text only', 'hello', 'not-well-formed'],
  ['two roots', '<a/><b/>', 'not-well-formed'],
  ['an unclosed element', '<a><b></a>', 'not-well-formed'],
  ['a truncated tag', '<a b="c', 'not-well-formed'],
  ['text after the root', '<a/>x', 'not-well-formed'],
  ['a DOCTYPE', '<!DOCTYPE a><a/>', 'doctype'],
  ['an internal entity', '<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>', 'doctype'],
  ['an external entity', '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>', 'doctype'],
  ['a billion laughs', `<!DOCTYPE a [${'<!ENTITY x "&y;&y;">'.repeat(20)}]><a>&x;</a>`, 'doctype'],
  ['a DOCTYPE in lower case', '<!doctype a><a/>', 'doctype'],
  ['an entity that nobody declared', '<a>&nbsp;</a>', 'not-well-formed'],
  ['a comment', '<a>user@good.example<!---->.evil.example</a>', 'comment'],
  ['a comment before the root', '<!-- x --><a/>', 'comment'],
  ['a CDATA section', '<a><![CDATA[x]]></a>', 'cdata'],
  ['a processing instruction', '<a><?php x?></a>', 'processing-instruction'],
  ['a stylesheet', '<?xml-stylesheet href="x"?><a/>', 'processing-instruction'],
  ['a second XML declaration', '<?xml version="1.0"?><?xml version="1.0"?><a/>', 'processing-instruction'],
  ['XML 1.1', '<?xml version="1.1"?><a/>', 'unsupported-declaration'],
  ['another encoding', '<?xml version="1.0" encoding="UTF-7"?><a/>', 'unsupported-declaration'],
  ['an attribute twice', '<a b="1" b="2"/>', 'not-well-formed'],
  [
    'an attribute twice under two prefixes',
    '<a xmlns:p="urn:x" xmlns:q="urn:x" p:b="1" q:b="2"/>',
    'not-well-formed',
  ],
  ['an undeclared prefix', '<p:a/>', 'not-well-formed'],
  ['an undeclared prefix of an attribute', '<a p:b="1"/>', 'not-well-formed'],
  ['a prefix undeclared again', '<a xmlns:p="urn:x"><b xmlns:p=""/></a>', 'not-well-formed'],
  ['the xml prefix bound elsewhere', '<a xmlns:xml="urn:x"/>', 'not-well-formed'],
  [
    'another prefix bound to the xml namespace',
    '<a xmlns:p="http://www.w3.org/XML/1998/namespace"/>',
    'not-well-formed',
  ],
  ['a relative namespace', '<a xmlns="b"/>', 'relative-namespace-uri'],
  ['a relative namespace of a prefix', '<a xmlns:p="../b"/>', 'relative-namespace-uri'],
  ['a less-than sign in an attribute', '<a b="<"/>', 'not-well-formed'],
  ['a control character', '<a>\u0001</a>', 'not-well-formed'],
  ['a reference to a control character', '<a>&#1;</a>', 'not-well-formed'],
  ['a NUL', '<a>\u0000</a>', 'not-well-formed'],
  ['a lone surrogate', '<a>\uD800</a>', 'not-unicode'],
  ['a reference to a surrogate', '<a>&#xD800;</a>', 'not-well-formed'],
  ['a non-character', '<a>\uFFFE</a>', 'not-well-formed'],
  ['an end tag whose name goes on', '<a></ab>', 'not-well-formed'],
  ['an end tag with an attribute', '<a></a b="1">', 'not-well-formed'],
  ['an end tag under another prefix', '<a xmlns:p="urn:p"></p:a>', 'not-well-formed'],
  ['an end tag only', '</a>', 'not-well-formed'],
  ['a space before the name', '< a/>', 'not-well-formed'],
  ['a name that begins with a digit', '<1a/>', 'not-well-formed'],
  ['a name that begins with a colon', '<:a/>', 'not-well-formed'],
  ['a name with two colons', '<a:b:c xmlns:a="urn:a"/>', 'not-well-formed'],
  ['a name that ends with a colon', '<a: xmlns:a="urn:a"/>', 'not-well-formed'],
  ['attributes without a space between', '<a b="1"c="2"/>', 'not-well-formed'],
  ['an attribute without quotes', '<a b=1/>', 'not-well-formed'],
  ['an attribute without a value', '<a b/>', 'not-well-formed'],
  ['an attribute that ends with the other quote', `<a b="1'/>`, 'not-well-formed'],
  ['a no-break space between attributes', '<a\u00A0b="1"/>', 'not-well-formed'],
  ['a slash before the end of a tag', '<a / >', 'not-well-formed'],
  ['the end of a CDATA section', '<a>]]></a>', 'not-well-formed'],
  ['an ampersand alone', '<a>&</a>', 'not-well-formed'],
  ['a reference without its semicolon', '<a>&amp</a>', 'not-well-formed'],
  ['an entity in capitals', '<a>&LT;</a>', 'not-well-formed'],
  ['a reference with a capital X', '<a>&#X41;</a>', 'not-well-formed'],
  ['a reference beyond Unicode', '<a>&#x110000;</a>', 'not-well-formed'],
  ['a reference beyond all numbers', `<a>&#${'9'.repeat(400)};</a>`, 'not-well-formed'],
  ['a reference to a non-character', '<a b="&#xFFFF;"/>', 'not-well-formed'],
  ['an entity of an attribute that nobody declared', '<a b="&e;"/>', 'not-well-formed'],
  ['a namespace declared twice', '<a xmlns:p="urn:x" xmlns:p="urn:y"/>', 'not-well-formed'],
  ['the default namespace declared twice', '<a xmlns="urn:x" xmlns="urn:y"/>', 'not-well-formed'],
  ['an xmlns prefix that is declared', '<a xmlns:xmlns="urn:x"/>', 'not-well-formed'],
  ['an element under the prefix xmlns', '<xmlns:a/>', 'not-well-formed'],
  ['the xml namespace as default', '<a xmlns="http://www.w3.org/XML/1998/namespace"/>', 'not-well-formed'],
  ['the xmlns namespace', '<a xmlns:p="http://www.w3.org/2000/xmlns/"/>', 'not-well-formed'],
  ['a namespace with a space behind it', '<a xmlns="urn:x "/>', 'relative-namespace-uri'],
  ['an XML declaration without a version', '<?xml encoding="UTF-8"?><a/>', 'not-well-formed'],
  ['an XML declaration behind a space', ' <?xml version="1.0"?><a/>', 'processing-instruction'],
  ['a byte order mark twice', '\uFEFF\uFEFF<a/>', 'not-well-formed'],
  ['65 levels', `${'<a>'.repeat(65)}${'</a>'.repeat(65)}`, 'too-deep'],
  ['a long document', `<a>${'x'.repeat(262_144)}</a>`, 'too-large'],
  [
    '65 attributes',
    `<a ${Array.from({ length: 65 }, (_, i) => `b${i}="c"`).join(' ')}/>`,
    'too-many-attributes',
  ],
  [
    '65 namespaces on the way down',
    Array.from({ length: 33 }, (_, i) => `<a xmlns:p${i}="urn:p" xmlns:q${i}="urn:q">`).join('') +
      '</a>'.repeat(33),
    'too-many-namespaces',
  ],
  [
    '4097 elements that declare a namespace',
    `<a>${'<b xmlns:p="urn:p"/>'.repeat(4097)}</a>`,
    'too-many-namespaces',
  ],
];

describe('parseXml on hostile input', () => {
  it.each(HOSTILE)('refuses %s', (_name, text, code) => {
    let thrown: unknown;
    try {
      parseXml(text);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(XmlError);
    expect((thrown as XmlError).code).toBe(code);
  });

  it.each([
    ['a DOCTYPE after a comment', '<!-- c --><!DOCTYPE r []><r/>', 'doctype'],
    ['a DOCTYPE in a comment', '<!-- <!DOCTYPE r []> --><r/>', 'doctype'],
    ['a CDATA section after a comment', '<r><!-- c --><![CDATA[x]]></r>', 'cdata'],
    ['a processing instruction in a comment', '<r><!-- <?x y?> --></r>', 'processing-instruction'],
    ['a comment that does not end', '<r><!-- </r>', 'not-well-formed'],
    ['a comment with two hyphens', '<r><!-- a -- b --></r>', 'not-well-formed'],
  ])('passes comments over where it may, and refuses %s', (_name, text, code) => {
    expect(() => parseXml(text, DEFAULT_LIMITS, 'passed-over')).toThrow(expect.objectContaining({ code }));
  });

  it('reads the text around a comment as one', () => {
    const root = parseXml(
      '<r>admin@contoso.example<!-- c -->.evil.example</r>',
      DEFAULT_LIMITS,
      'passed-over',
    );
    expect(textOf(root)).toBe('admin@contoso.example.evil.example');
  });

  it('takes 64 levels', () => {
    expect(parseXml(`${'<a>'.repeat(64)}${'</a>'.repeat(64)}`).localName).toBe('a');
  });

  it('either throws XmlError or gives what canonicalises to a fixed point', () => {
    const fragment = fc.constantFrom(
      ...[
        '<a>',
        '</a>',
        '<b x="1">',
        '</b>',
        '<p:c xmlns:p="urn:p">',
        '</p:c>',
        ' y="&#10;"',
        '&lt;',
        '&',
        'x',
      ],
      ...[
        '<!--',
        '-->',
        '<?',
        '?>',
        '\r',
        ']]>',
        '"',
        "'",
        'xmlns="urn:d"',
        '\uD83D\uDE00',
        '\u0000',
        '/>',
        '<',
        '>',
      ],
    );
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 12 }), (fragments) => {
        const canonical = canonicalOrRefused(fragments.join(''));
        if (canonical !== undefined) expect(canonicalOrRefused(canonical)).toBe(canonical);
      }),
      { numRuns: 2000 },
    );
  });
});

function canonicalOrRefused(text: string): string | undefined {
  try {
    return canonicalize(parseXml(text));
  } catch (error) {
    if (error instanceof XmlError) return undefined;
    throw error;
  }
}
