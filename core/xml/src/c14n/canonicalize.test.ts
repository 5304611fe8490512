import { describe, expect, it } from 'vitest';
import { XmlError } from '../error.ts';
import { parseXml } from '../parse.ts';
import { childElements, type XmlElement } from '../tree.ts';
import { canonicalize } from './canonicalize.ts';

describe('canonicalize', () => {
  it('renders a namespace where it is visibly used and nowhere else', () => {
    const root = parseXml('<a:r xmlns:a="urn:a" xmlns:b="urn:b" xmlns:c="urn:c"><b:x/><b:y c:z="1"/></a:r>');
    expect(canonicalize(root)).toBe(
      '<a:r xmlns:a="urn:a"><b:x xmlns:b="urn:b"></b:x><b:y xmlns:b="urn:b" xmlns:c="urn:c" c:z="1"></b:y></a:r>',
    );
  });

  it('renders for an inner apex what the outside had declared', () => {
    const [inner] = childElements(parseXml('<r xmlns="urn:d" xmlns:p="urn:p"><p:x><y/></p:x></r>'));
    expect(canonicalize(inner as XmlElement)).toBe('<p:x xmlns:p="urn:p"><y xmlns="urn:d"></y></p:x>');
  });

  it('leaves out what the output around it says already', () => {
    const root = parseXml('<p:a xmlns:p="urn:p"><p:b xmlns:p="urn:p"><p:c xmlns:p="urn:q"/></p:b></p:a>');
    expect(canonicalize(root)).toBe('<p:a xmlns:p="urn:p"><p:b><p:c xmlns:p="urn:q"></p:c></p:b></p:a>');
  });

  it('renders xmlns="" where an ancestor in the output had a default namespace', () => {
    const root = parseXml('<a xmlns="urn:a"><b xmlns=""><c/></b></a>');
    expect(canonicalize(root)).toBe('<a xmlns="urn:a"><b xmlns=""><c></c></b></a>');
  });

  it('does not render xmlns="" where the output had none', () => {
    const [, inner] = childElements(parseXml('<p:a xmlns:p="urn:a" xmlns="urn:d"><x/><b xmlns=""/></p:a>'));
    expect(canonicalize(inner as XmlElement)).toBe('<b></b>');
  });

  it('renders the prefixes of a PrefixList at the apex although nothing uses them', () => {
    const root = parseXml('<p:a xmlns:p="urn:p" xmlns:q="urn:q" xmlns="urn:d"><p:b xmlns:q="urn:q"/></p:a>');
    expect(canonicalize(root, { inclusivePrefixes: ['q', '#default', 'absent'] })).toBe(
      '<p:a xmlns="urn:d" xmlns:p="urn:p" xmlns:q="urn:q"><p:b></p:b></p:a>',
    );
  });

  it('sorts namespaces by prefix and attributes by namespace, then name', () => {
    const root = parseXml(
      '<e5 xmlns:b="urn:a" xmlns:a="urn:b" b:x="4" a:x="3" z="2" y="1" xml:lang="de" xmlns="urn:d"/>',
    );
    expect(canonicalize(root)).toBe(
      '<e5 xmlns="urn:d" xmlns:a="urn:b" xmlns:b="urn:a" y="1" z="2" xml:lang="de" b:x="4" a:x="3"></e5>',
    );
  });

  it('sorts names by code point, not by UTF-16 unit', () => {
    const root = parseXml('<a \u{10000}="2" \uFDF0="1"/>');
    expect(canonicalize(root)).toBe('<a \uFDF0="1" \u{10000}="2"></a>');
  });

  it('writes character references where the specification asks for them', () => {
    const root = parseXml('<a b="&lt;&gt;&amp;&quot;&#9;&#10;&#13;&apos;">&lt;&gt;&amp;"&#9;&#13;\n</a>');
    expect(canonicalize(root)).toBe('<a b="&lt;>&amp;&quot;&#x9;&#xA;&#xD;\'">&lt;&gt;&amp;"\t&#xD;\n</a>');
  });

  it('leaves one descendant out', () => {
    const root = parseXml('<a>x<b/>y<b/></a>');
    const [first] = childElements(root);
    expect(canonicalize(root, { omit: first as XmlElement })).toBe('<a>xy<b></b></a>');
  });

  it('throws when the apex itself is left out, and for a prefix that is not bound', () => {
    const root = parseXml('<p:a xmlns:p="urn:p"/>');
    expect(() => canonicalize(root, { omit: root })).toThrow(XmlError);
    expect(() => canonicalize({ ...root, namespaces: new Map() })).toThrow(XmlError);
    expect(() => canonicalize({ ...root, namespaceUri: '' })).toThrow(XmlError);
  });
});
