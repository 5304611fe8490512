import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { name, oid, sequence, set, text } from '../_der.ts';
import { parseDer } from '../der/reader.ts';
import { PkiError } from '../error.ts';
import { formatGeneralName, formatName } from './name-format.ts';
import { equalNames, nameKey, nameStringKey } from './name-match.ts';
import { parseNameString } from './name-text.ts';
import { readName } from './names.ts';
import type { GeneralName, Name } from './types.ts';

const parse = (der: Uint8Array): Name => parseDer(der, readName);
const entCa = parse(
  name(
    ['0.9.2342.19200300.100.1.25', 'com', 0x16],
    ['0.9.2342.19200300.100.1.25', 'Contoso', 0x16],
    ['0.9.2342.19200300.100.1.25', 'Domain', 0x16],
    ['2.5.4.3', 'EntCA', 0x13],
  ),
);
const commonName = (value: string, tag = 0x0c): Name => parse(name(['2.5.4.3', value, tag]));

describe('formatName', () => {
  it('writes the leaf first as AD FS does', () => {
    expect(formatName(entCa)).toBe('CN=EntCA, DC=Domain, DC=Contoso, DC=com');
  });

  it('writes the order of the encoding, and without spaces, when asked', () => {
    expect(formatName(entCa, 'encoded', ',')).toBe('DC=com,DC=Contoso,DC=Domain,CN=EntCA');
  });

  it('joins the attributes of one part with a plus sign', () => {
    const rdn = set(
      sequence(oid('2.5.4.3'), text(0x0c, 'Alice')),
      sequence(oid('2.5.4.5'), text(0x13, '42')),
    );
    expect(formatName(parse(sequence(rdn)))).toBe('CN=Alice+SERIALNUMBER=42');
  });

  it.each([
    ['Smith, Alice', 'CN=Smith\\, Alice'],
    ['#1', 'CN=\\#1'],
    [' a ', 'CN=\\ a\\ '],
    [' ', 'CN=\\ '],
    ['a+b;c<d>e"f\\g', 'CN=a\\+b\\;c\\<d\\>e\\"f\\\\g'],
    ['a\u0000b', 'CN=a\\00b'],
    ['a\u202eb', 'CN=a\\e2\\80\\aeb'],
  ])('escapes %j', (value, expected) => {
    expect(formatName(commonName(value))).toBe(expected);
  });

  it('writes what is no string as hex', () => {
    const opaque = sequence(set(sequence(oid('2.5.4.3'), Uint8Array.of(0x02, 0x01, 0x05))));
    expect(formatName(parse(opaque))).toBe('CN=#020105');
  });
});

describe('parseNameString', () => {
  it.each([
    [
      'CN=EntCA, DC=Domain',
      [
        ['CN', 'EntCA'],
        ['DC', 'Domain'],
      ],
    ],
    [
      'cn = EntCA ;dc= Domain ',
      [
        ['CN', 'EntCA'],
        ['DC', 'Domain'],
      ],
    ],
    ['OID.2.5.4.3=EntCA', [['CN', 'EntCA']]],
    ['2.5.4.3=EntCA', [['CN', 'EntCA']]],
    ['O="Contoso, Inc."', [['O', 'Contoso, Inc.']]],
    ['O="Contoso ""East"" Inc."', [['O', 'Contoso "East" Inc.']]],
    ['CN=caf\\c3\\a9', [['CN', 'café']]],
    ['CN=a\\, b\\ ', [['CN', 'a, b ']]],
    [
      'S=Bavaria, E=a@b',
      [
        ['ST', 'Bavaria'],
        ['E', 'a@b'],
      ],
    ],
    ['CN=', [['CN', '']]],
    ['', []],
  ])('reads %s', (input, expected) => {
    const oids: Record<string, string> = {
      CN: '2.5.4.3',
      O: '2.5.4.10',
      ST: '2.5.4.8',
      E: '1.2.840.113549.1.9.1',
      DC: '0.9.2342.19200300.100.1.25',
    };
    expect(parseNameString(input)).toEqual(
      expected.map(([keyword = '', value]) => [{ type: oids[keyword], value }]),
    );
  });

  it('keeps the attributes of one part together', () => {
    expect(parseNameString('CN=a + SERIALNUMBER=1, O=x').map((rdn) => rdn.length)).toEqual([2, 1]);
  });

  it.each([
    'CN',
    '=x',
    'XY=z',
    'CN=a,',
    'CN=a\\',
    'CN=a\\z',
    'CN="a',
    'CN="a"b',
    'CN=a"b',
    'CN=#0',
    'CN=\\ff',
  ])('refuses %s', (input) => {
    expect(() => parseNameString(input)).toThrowError(expect.objectContaining({ code: 'bad-name' }));
  });

  it('refuses or reads any text, and nothing else', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (input) => {
        try {
          parseNameString(`CN=${input}`);
        } catch (error) {
          expect(error).toBeInstanceOf(PkiError);
        }
      }),
    );
  });

  it('reads back what formatName writes', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 12 }), { maxLength: 4 }), (values) => {
        const original = parse(name(...values.map((value): [string, string] => ['2.5.4.3', value])));
        expect(parseNameString(formatName(original, 'encoded'))).toEqual(original.rdnSequence);
      }),
    );
  });
});

describe('equalNames', () => {
  it.each([
    ['case', commonName('ENTCA'), commonName('entca')],
    ['spaces', commonName('  Ent   CA '), commonName('Ent CA')],
    ['the string type', commonName('EntCA', 0x13), commonName('EntCA', 0x0c)],
    ['composition', commonName('café'), commonName('cafe\u0301')],
    ['width', commonName('ＣＡ'), commonName('ca')],
    ['the sharp s', commonName('Straße'), commonName('STRASSE')],
  ])('disregards %s', (_, a, b) => {
    expect(equalNames(a, b)).toBe(true);
    expect(nameKey(a)).toBe(nameKey(b));
  });

  it.each([
    ['values', commonName('EntCA'), commonName('EntCB')],
    ['the dotless i', commonName('cı'), commonName('ci')],
    ['accents', commonName('cafe'), commonName('café')],
    ['types', commonName('x'), parse(name(['2.5.4.10', 'x']))],
    [
      'order',
      parse(name(['2.5.4.3', 'a'], ['2.5.4.10', 'b'])),
      parse(name(['2.5.4.10', 'b'], ['2.5.4.3', 'a'])),
    ],
    ['length', parse(name(['2.5.4.3', 'a'], ['2.5.4.10', 'b'])), commonName('a')],
    ['a sign inside a value', commonName('a,2.5.4.10=b'), parse(name(['2.5.4.3', 'a'], ['2.5.4.10', 'b']))],
    [
      'hex and text that looks like it',
      commonName('#020105'),
      parse(sequence(set(sequence(oid('2.5.4.3'), Uint8Array.of(2, 1, 5))))),
    ],
  ])('tells %s apart', (_, a, b) => {
    expect(equalNames(a, b)).toBe(false);
  });

  it('disregards the order of attributes within one part', () => {
    const first = sequence(oid('2.5.4.3'), text(0x0c, 'a'));
    const second = sequence(oid('2.5.4.10'), text(0x0c, 'b'));
    expect(equalNames(parse(sequence(set(first, second))), parse(sequence(set(second, first))))).toBe(true);
  });

  it('normalises a name once, however many it is held against', () => {
    using normalize = vi.spyOn(String.prototype, 'normalize');
    const hostile = commonName('\u0301\u0316'.repeat(100));
    for (let i = 0; i < 100; i++) expect(equalNames(commonName(`CA ${i}`), hostile)).toBe(false);
    expect(normalize.mock.calls.length).toBeLessThan(10);
  });

  it('says of any two names what their keys say', () => {
    const type = fc.constantFrom('2.5.4.3', '2.5.4.10');
    const value = fc.oneof(
      fc.constantFrom('ß', 'SS', '#020105', 'a,b', '', ' '),
      fc.string({ maxLength: 2, unit: fc.constantFrom('a', 'A', ' ', '\u0301', '\u00ad') }),
    );
    const attribute = fc.oneof(
      fc.tuple(type, value).map(([of, is]) => sequence(oid(of), text(0x0c, is))),
      type.map((of) => sequence(oid(of), Uint8Array.of(2, 1, 5))),
    );
    const rdn = fc.array(attribute, { minLength: 1, maxLength: 2 }).map((attributes) => set(...attributes));
    const anyName = fc.array(rdn, { maxLength: 2 }).map((rdns) => parse(sequence(...rdns)));
    fc.assert(
      fc.property(anyName, anyName, (a, b) => equalNames(a, b) === (nameKey(a) === nameKey(b))),
      { numRuns: 5000 },
    );
  });
});

describe('nameStringKey', () => {
  it('matches the issuer claim of AD FS', () => {
    expect(nameStringKey('CN=entca, DC=domain, DC=contoso, DC=com')).toBe(nameKey(entCa));
  });

  it('matches the reversed order', () => {
    expect(nameStringKey('DC=com,DC=contoso,DC=domain,CN=EntCA', 'encoded')).toBe(nameKey(entCa));
  });
});

describe('formatGeneralName', () => {
  it.each<[string, GeneralName]>([
    ['alice@contoso.example', { kind: 'rfc822Name', value: 'alice@contoso.example' }],
    ['alice', { kind: 'otherName', typeId: '1.2.3', value: Uint8Array.of(5, 0), text: 'alice' }],
    ['otherName 1.2.3', { kind: 'otherName', typeId: '1.2.3', value: Uint8Array.of(5, 0) }],
    ['iPAddress 10.0.0.1', { kind: 'iPAddress', octets: Uint8Array.of(10, 0, 0, 1) }],
    ['registeredID 1.2.3', { kind: 'registeredID', oid: '1.2.3' }],
    ['x400Address', { kind: 'x400Address', der: new Uint8Array() }],
  ])('writes %s', (text, name) => {
    expect(formatGeneralName(name)).toBe(text);
  });
});
