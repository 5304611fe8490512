import { describe, expect, it } from 'vitest';
import { name } from '../_der.ts';
import { parseDer } from '../der/reader.ts';
import { readName } from '../x509/names.ts';
import type { GeneralName } from '../x509/types.ts';
import { isConstrainedBy, matchSubtree } from './name-subtrees.ts';

const UPN = '1.3.6.1.4.1.311.20.2.3';
const mail = (value: string): GeneralName => ({ kind: 'rfc822Name', value });
const dns = (value: string): GeneralName => ({ kind: 'dNSName', value });
const uri = (value: string): GeneralName => ({ kind: 'uniformResourceIdentifier', value });
const upn = (text: string): GeneralName => ({
  kind: 'otherName',
  typeId: UPN,
  value: new Uint8Array(),
  text,
});
const utf8Mailbox = (text: string): GeneralName => ({
  kind: 'otherName',
  typeId: '1.3.6.1.5.5.7.8.9',
  value: new Uint8Array(),
  text,
});
const address = (...octets: number[]): GeneralName => ({
  kind: 'iPAddress',
  octets: Uint8Array.from(octets),
});
const mapped = (...octets: number[]): GeneralName => address(...MAPPED, ...octets);
const directory = (...attributes: [string, string][]): GeneralName => ({
  kind: 'directoryName',
  name: parseDer(name(...attributes), readName),
});

/** ::ffff:0:0/96 carries the addresses of IPv4. */
const MAPPED = [...new Array<number>(10).fill(0), 255, 255];
const MAPPED_10 = address(...MAPPED, 10, 0, 0, 0, ...new Array<number>(13).fill(255), 0, 0, 0);

describe('matchSubtree', () => {
  it.each([
    [mail('a@contoso.com'), mail('contoso.com'), 'inside'],
    [mail('a@CONTOSO.com'), mail('contoso.COM'), 'inside'],
    [mail('a@mail.contoso.com'), mail('contoso.com'), 'outside'],
    [mail('a@mail.contoso.com'), mail('.contoso.com'), 'inside'],
    [mail('a@contoso.com'), mail('.contoso.com'), 'outside'],
    [mail('a@notcontoso.com'), mail('.contoso.com'), 'outside'],
    [mail('a@contoso.com'), mail('a@contoso.com'), 'inside'],
    [mail('A@contoso.com'), mail('a@contoso.com'), 'undecidable'],
    [mail('b@contoso.com'), mail('a@contoso.com'), 'outside'],
    [mail('a@fabrikam.com'), mail('a@contoso.com'), 'outside'],
    [mail('"x@y"@contoso.com'), mail('contoso.com'), 'inside'],
    [mail('a@contoso.com.'), mail('contoso.com'), 'inside'],
    [mail('contoso.com'), mail('contoso.com'), 'undecidable'],
    [mail('"\\a"@contoso.com'), mail('a@contoso.com'), 'inside'],
    [mail('a@contoso.com'), mail('"a"@contoso.com'), 'inside'],
    [mail('"A"@contoso.com'), mail('a@contoso.com'), 'undecidable'],
    [mail('"b"@contoso.com'), mail('a@contoso.com'), 'outside'],
    [mail('"a@contoso.com'), mail('a@contoso.com'), 'undecidable'],
    [mail('"a"b"@contoso.com'), mail('a@contoso.com'), 'undecidable'],
    [mail('"a\\"@contoso.com'), mail('a@contoso.com'), 'undecidable'],
    [mail('a@ contoso.com'), mail('contoso.com'), 'undecidable'],
    [mail('a@contoso.com evil.com'), mail('a@contoso.com'), 'undecidable'],
    [mail('a@b@contoso.com'), mail('contoso.com'), 'undecidable'],
    [mail('"a"@evil.com, b@contoso.com'), mail('contoso.com'), 'undecidable'],
    [mail('"a"@contoso.com, b@evil.com'), mail('contoso.com'), 'undecidable'],
    [mail('"a@contoso.com, b@evil.com'), mail('contoso.com'), 'undecidable'],
    [mail('a@evil.com\0.contoso.com'), mail('.contoso.com'), 'undecidable'],
    [mail('a@evil.com>.contoso.com'), mail('.contoso.com'), 'undecidable'],
    [mail('a@*.com'), mail('contoso.com'), 'undecidable'],
    [mail('a @contoso.com'), mail('a@contoso.com'), 'undecidable'],
    [mail('a\0@contoso.com'), mail('a@contoso.com'), 'undecidable'],
    [mail('(x)a@contoso.com'), mail('a@contoso.com'), 'undecidable'],
    [mail('"a b"@contoso.com'), mail('a@contoso.com'), 'outside'],
    [dns('www.contoso.com'), dns('contoso.com'), 'inside'],
    [dns('contoso.com'), dns('contoso.com'), 'inside'],
    [dns('contoso.com.'), dns('contoso.com'), 'inside'],
    [dns('notcontoso.com'), dns('contoso.com'), 'outside'],
    [dns('contoso.com'), dns('.contoso.com'), 'outside'],
    [dns('www.contoso.com'), dns('.contoso.com'), 'inside'],
    [dns('.contoso.com'), dns('contoso.com'), 'undecidable'],
    [dns('.contoso.com'), dns('.contoso.com'), 'undecidable'],
    [dns('anything'), dns(''), 'inside'],
    [dns('my_host.evil.com'), dns('contoso.com'), 'outside'],
    [dns('contoso.com evil.com'), dns('contoso.com'), 'undecidable'],
    [dns('contoso..com'), dns('contoso.com'), 'undecidable'],
    [dns('*.contoso.com'), dns('contoso.com'), 'inside'],
    [dns('*.contoso.com'), dns('secret.contoso.com'), 'undecidable'],
    [dns('*.contoso.com'), dns('fabrikam.com'), 'outside'],
    [dns('s*.contoso.com'), dns('contoso.com'), 'inside'],
    [dns('s*.contoso.com'), dns('secret.contoso.com'), 'undecidable'],
    [dns('www.*.com'), dns('contoso.com'), 'undecidable'],
    [dns('*'), dns('contoso.com'), 'undecidable'],
    [dns('evil.com\0.contoso.com'), dns('contoso.com'), 'undecidable'],
    [dns('evil.com/.contoso.com'), dns('.contoso.com'), 'undecidable'],
    [dns('www..contoso.com'), dns('contoso.com'), 'undecidable'],
    [uri('https://contoso.com/x'), uri('contoso.com'), 'inside'],
    [uri('https://user@contoso.com:8443/x'), uri('contoso.com'), 'inside'],
    [uri('https://contoso.com@evil.com/'), uri('contoso.com'), 'outside'],
    [uri('https://www.contoso.com'), uri('contoso.com'), 'outside'],
    [uri('https://cont%6Fso.com/'), uri('contoso.com'), 'undecidable'],
    [uri('https://www.contoso.com'), uri('.contoso.com'), 'inside'],
    [uri('https://evil.com\\.contoso.com/'), uri('.contoso.com'), 'undecidable'],
    [uri('https://evil.com%2f.contoso.com/'), uri('.contoso.com'), 'undecidable'],
    [uri('https://contoso.com\\@evil.com/'), uri('contoso.com'), 'undecidable'],
    [uri('https://contoso.com:80:80/'), uri('contoso.com'), 'undecidable'],
    [uri('https://contoso/'), uri('contoso.com'), 'undecidable'],
    [uri('https://contoso/'), uri('contoso'), 'inside'],
    [uri('https://127.1/'), uri('contoso.com'), 'undecidable'],
    [uri('https://0x7f.0.0.1/'), uri('contoso.com'), 'undecidable'],
    [uri('https://127.0.0.0x1/'), uri('contoso.com'), 'undecidable'],
    [uri('urn:uuid:be127ea0'), uri('contoso.com'), 'undecidable'],
    [uri('https://192.0.2.1/'), uri('contoso.com'), 'undecidable'],
    [uri('https://[2001:db8::1]/'), uri('contoso.com'), 'undecidable'],
    [address(10, 1, 2, 3), address(10, 0, 0, 0, 255, 0, 0, 0), 'inside'],
    [address(11, 1, 2, 3), address(10, 0, 0, 0, 255, 0, 0, 0), 'outside'],
    [address(10, 1, 2, 3), address(10, 0, 0, 0, 255, 0, 255, 0), 'undecidable'],
    [address(...new Array(16).fill(0)), address(10, 0, 0, 0, 255, 0, 0, 0), 'outside'],
    [mapped(10, 1, 2, 3), address(10, 0, 0, 0, 255, 0, 0, 0), 'undecidable'],
    [mapped(11, 1, 2, 3), address(10, 0, 0, 0, 255, 0, 0, 0), 'outside'],
    [address(10, 1, 2, 3), MAPPED_10, 'undecidable'],
    [address(11, 1, 2, 3), MAPPED_10, 'outside'],
    [mapped(10, 1, 2, 3), MAPPED_10, 'inside'],
    [address(10, 1, 2, 3), address(...new Array(32).fill(0)), 'outside'],
    [upn('alice@contoso.com'), upn('@contoso.com'), 'inside'],
    [upn('alice@contoso.com'), upn('contoso.com'), 'inside'],
    [upn('alice@eu.contoso.com'), upn('.contoso.com'), 'inside'],
    [upn('alice@eu.contoso.com'), upn('@contoso.com'), 'outside'],
    [upn('alice@evil.com'), upn('contoso.com'), 'outside'],
    [upn('ALICE@contoso.com'), upn('alice@CONTOSO.com'), 'inside'],
    [upn('bob@contoso.com'), upn('alice@contoso.com'), 'outside'],
    [upn('ju\u0308rgen@contoso.com'), upn('jürgen@contoso.com'), 'undecidable'],
    [upn('a@xn--mller-kva.de'), upn('müller.de'), 'undecidable'],
    [upn('a@müller.de'), upn('xn--mller-kva.de'), 'undecidable'],
    [upn('a@müller.de'), upn('müller.de'), 'inside'],
    [upn('a@contoso.com'), upn('müller.de'), 'outside'],
    [utf8Mailbox('jürgen@contoso.com'), mail('contoso.com'), 'inside'],
    [utf8Mailbox('jürgen@eu.contoso.com'), mail('.contoso.com'), 'inside'],
    [utf8Mailbox('jürgen@evil.com'), mail('contoso.com'), 'outside'],
    [utf8Mailbox('a@contoso.com'), mail('a@contoso.com'), 'inside'],
    [utf8Mailbox('jürgen@ｃontoso.com'), mail('contoso.com'), 'undecidable'],
    [utf8Mailbox('jürgen@'), mail('contoso.com'), 'undecidable'],
    [utf8Mailbox(''), mail('contoso.com'), 'undecidable'],
    [directory(['2.5.4.10', 'CONTOSO'], ['2.5.4.3', 'x']), directory(['2.5.4.10', 'contoso']), 'inside'],
    [directory(['2.5.4.10', 'contoso']), directory(['2.5.4.10', 'contoso'], ['2.5.4.3', 'x']), 'outside'],
    [directory(['2.5.4.3', 'x'], ['2.5.4.10', 'contoso']), directory(['2.5.4.10', 'contoso']), 'outside'],
    [directory(['2.5.4.3', 'x']), directory(), 'inside'],
    [{ kind: 'registeredID', oid: '1.2.3' }, { kind: 'registeredID', oid: '1.2.3' }, 'undecidable'],
  ] satisfies [GeneralName, GeneralName, string][])('%j in %j: %s', (value, base, expected) => {
    expect(matchSubtree(value, base)).toBe(expected);
  });

  it('does not fold a local part that is longer than any, which would take time by its square', () => {
    const [long, longer] = [64, 65].map((length) => upn(`${'a'.repeat(length)}@contoso.com`));
    const bob = upn('bob@contoso.com');
    expect(matchSubtree(long!, bob)).toBe('outside');
    expect(matchSubtree(longer!, bob)).toBe('undecidable');
    expect(matchSubtree(bob, longer!)).toBe('undecidable');
    expect(matchSubtree(longer!, longer!)).toBe('inside');
    expect(matchSubtree(longer!, upn('contoso.com'))).toBe('inside');
  });
});

describe('isConstrainedBy', () => {
  it.each([
    [mail('a@contoso.com'), mail('contoso.com'), true],
    [mail('a@contoso.com'), dns('contoso.com'), false],
    [upn('a@contoso.com'), upn('contoso.com'), true],
    [upn('a@contoso.com'), mail('contoso.com'), false],
    [utf8Mailbox('a@contoso.com'), mail('contoso.com'), true],
    [utf8Mailbox('a@contoso.com'), upn('contoso.com'), false],
    [mail('a@contoso.com'), utf8Mailbox('contoso.com'), false],
  ] satisfies [GeneralName, GeneralName, boolean][])('%j by %j: %s', (value, base, expected) => {
    expect(isConstrainedBy(value, base)).toBe(expected);
  });
});
