import { canonicalize, parseXml } from '@signet/xml';
import { DOMParser } from '@xmldom/xmldom';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExclusiveCanonicalization } from 'xml-crypto';

/** A document as a person or a careless library might write it, never canonical on purpose. */
const names = fc.constantFrom('a', 'b', 'p:a', 'q:b');
const declarations = fc.uniqueArray(
  fc.constantFrom(
    'xmlns="urn:d"',
    'xmlns="urn:e"',
    'xmlns:p="urn:p"',
    'xmlns:p="urn:r"',
    "xmlns:q='urn:q'",
    'xmlns:unused="urn:u"',
  ),
  { selector: (declaration) => declaration.split('=')[0], maxLength: 3 },
);
const attributes = fc.uniqueArray(
  fc.tuple(
    fc.constantFrom('x', 'y', 'p:x', 'q:y', 'xml:lang'),
    fc.constantFrom('1', '&lt;&#9;', '&quot;&#xD;', 'é€', '&gt;'),
  ),
  { selector: ([name]) => name, maxLength: 3 },
);
const text = fc.constantFrom('t', ' ', '&amp;', '&#13;', '>', '\n', '"', '&#x1F600;');

const { element } = fc.letrec<{ element: string; content: string }>((tie) => ({
  content: fc.oneof({ depthSize: 'small' }, text, tie('element')),
  element: fc
    .tuple(names, declarations, attributes, fc.array(tie('content'), { maxLength: 3 }))
    .map(([name, declared, given, content]) => {
      const values = given.map(([attribute, value]) => `${attribute}='${value}'`);
      const open = [name, ...values, ...declared].join('  ');
      return content.length === 0 ? `<${open} />` : `<${open}>${content.join('')}</${name}>`;
    }),
}));
const document = element.map((inner) => `<r xmlns:p="urn:p" xmlns:q="urn:q">${inner}</r>`);

function canonicalizeWithPeer(xml: string, inclusiveNamespacesPrefixList: readonly string[]): string {
  const root = new DOMParser().parseFromString(xml, 'text/xml').documentElement;
  const peer = new ExclusiveCanonicalization();
  return peer
    .process(root as unknown as Element, {
      inclusiveNamespacesPrefixList: [...inclusiveNamespacesPrefixList],
    })
    .toString();
}

describe('exclusive canonicalisation', () => {
  it.each([[[]], [['unused']], [['p', 'q']]])(
    'agrees with xml-crypto on any document, PrefixList %j',
    (inclusivePrefixes) => {
      fc.assert(
        fc.property(document, (xml) => {
          expect(canonicalize(parseXml(xml), { inclusivePrefixes })).toBe(
            canonicalizeWithPeer(xml, inclusivePrefixes),
          );
        }),
        { numRuns: 500 },
      );
    },
  );

  it('comes to a fixed point', () => {
    fc.assert(
      fc.property(document, (xml) => {
        const canonical = canonicalize(parseXml(xml));
        expect(canonicalize(parseXml(canonical))).toBe(canonical);
      }),
      { numRuns: 500 },
    );
  });
});
