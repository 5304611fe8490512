import { describe, expect, it } from 'vitest';
import { MessageRefusal } from '../refusal.ts';
import { WS_TRUST_13, WS_TRUST_2005 } from '../vocabulary.ts';
import { message, SECRET } from './_messages.ts';
import { readMessage } from './read-message.ts';

const GOOD = message(WS_TRUST_13);

it.each([WS_TRUST_13, WS_TRUST_2005])('reads a good message of $name', (version) => {
  expect(readMessage(message(version), version)).toMatchObject({
    action: version.requestAction,
    messageId: 'urn:uuid:1',
    appliesTo: 'urn:federation:MicrosoftOnline',
    parts: { usernameToken: { userName: 'alice@contoso.example', password: SECRET } },
  });
});

it('reads messageID, as MSAL for Java spells it', () => {
  const spelt = GOOD.replaceAll('a:MessageID', 'a:messageID');
  expect(readMessage(spelt, WS_TRUST_13).messageId).toBe('urn:uuid:1');
});

const replace = (from: string | RegExp, to: string) => (text: string) => {
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  return changed;
};

/** What is wrong, and what the log says of it. */
const HOSTILE: readonly [what: string, change: (text: string) => string, detail: string][] = [
  ['nothing', () => '', 'not-well-formed'],
  ['no XML', () => 'hello', 'not-well-formed'],
  ['the middle cut out', (text) => text.slice(0, 400) + text.slice(500), ''],
  ['a DOCTYPE', (text) => `<!DOCTYPE s>${text}`, 'doctype'],
  [
    'an external entity',
    (text) => `<!DOCTYPE s [<!ENTITY e SYSTEM "file:///etc/passwd">]>${text}`,
    'doctype',
  ],
  ['a comment in the password', replace('Zq9', 'Z<!-- -->q9'), 'comment'],
  ['CDATA in the password', replace(SECRET, `<![CDATA[${SECRET}]]>`), 'cdata'],
  ['an element in the password', replace('Zq9', 'Z<b/>q9'), 'unexpected-shape'],
  ['an entity nobody declared', replace('Zq9', '&Zq9;'), 'not-well-formed'],
  ['an ampersand not escaped', replace('Zq9', 'Z&q9'), 'not-well-formed'],
  ['more than 64 KB', (text) => text + ' '.repeat(65_536), 'too-large'],
  ['33 levels', replace('<t:KeyType>', `${'<x>'.repeat(33)}${'</x>'.repeat(33)}<t:KeyType>`), 'too-deep'],
  [
    '17 attributes',
    replace('<t:KeyType>', `<t:KeyType ${Array.from({ length: 17 }, (_, i) => `a${i}=""`).join(' ')}>`),
    'too-many-attributes',
  ],
  [
    'hundreds of namespaces',
    replace('<t:KeyType>', `${Array.from({ length: 260 }, () => '<x xmlns="urn:x"/>').join('')}<t:KeyType>`),
    'too-many-namespaces',
  ],
  ['SOAP 1.1', replace('http://www.w3.org/2003/05/', 'http://schemas.xmlsoap.org/'), 'no SOAP 1.2 Envelope'],
  ['no header', replace(/<s:Header>.*<\/s:Header>/, ''), 'no Header'],
  ['two headers', replace('<s:Body>', '<s:Header/><s:Body>'), 'two Header'],
  ['two bodies', replace('<s:Body>', '<s:Body/><s:Body>'), 'two Body'],
  ['an empty body', replace(/<s:Body>.*<\/s:Body>/, '<s:Body/>'), 'Body must hold one element'],
  ['two requests', replace('</s:Body>', '<x xmlns="urn:x"/></s:Body>'), 'Body must hold one element'],
  ['two To', replace('</s:Header>', '<a:To>x</a:To></s:Header>'), 'two To'],
  [
    'both spellings of MessageID',
    replace('<a:ReplyTo>', '<a:messageID>x</a:messageID><a:ReplyTo>'),
    'two MessageID',
  ],
  ['two Timestamps', replace('<o:UsernameToken', '<u:Timestamp/><o:UsernameToken'), 'two Timestamp'],
  ['a Timestamp without its end', replace(/<u:Expires>.*<\/u:Expires>/, ''), 'unexpected-shape'],
  ['a time in another zone', replace('10:00:00.000Z', '10:00:00.000+01:00'), 'invalid-value'],
  ['a day that there is not', replace('2026-11-28T10:00', '2026-02-30T10:00'), 'invalid-value'],
  [
    'two passwords',
    replace('</o:UsernameToken>', '<o:Password>x</o:Password></o:UsernameToken>'),
    'two Password',
  ],
  ['a password digest', replace('#PasswordText', '#PasswordDigest'), 'another password type'],
  [
    'an unknown token',
    replace('<o:UsernameToken', '<x xmlns="urn:x"/><o:UsernameToken'),
    'an unknown part of Security',
  ],
  ['an X.509 chain as token', replace('#X509v3', '#X509PKIPathv1'), 'another token than X509v3'],
  ['a token that is not base64', replace('>AAAA<', '>A*AA<'), 'invalid-value'],
  [
    'another request',
    replace('/Issue</t:RequestType>', '/Cancel</t:RequestType>'),
    'another RequestType than Issue',
  ],
  ['another version of WS-Trust', () => message(WS_TRUST_2005), 'no RequestSecurityToken'],
  ['a proof key', replace('/Bearer<', '/PublicKey<'), 'a KeyType with a proof key'],
  [
    'SAML 2.0 wanted',
    replace('<t:KeyType>', '<t:TokenType>urn:oasis:names:tc:SAML:2.0:assertion</t:TokenType><t:KeyType>'),
    'another TokenType than SAML 1.1',
  ],
  ['nobody to be for', replace(/<p:AppliesTo.*<\/p:AppliesTo>/, ''), 'no AppliesTo'],
];

describe('a message with', () => {
  it.each(HOSTILE)('%s is refused, and the refusal has nothing of the password', (_what, change, detail) => {
    let refusal: unknown;
    try {
      readMessage(change(GOOD), WS_TRUST_13);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(MessageRefusal);
    const { code, checks } = refusal as MessageRefusal;
    expect(code).toBe('request-malformed');
    expect(checks[0]?.detail).toContain(detail);
    expect(JSON.stringify(checks)).not.toMatch(/Zq9|horse|q9/);
  });

  it('a header that must be understood and is not is refused by its name', () => {
    const text = GOOD.replace('</s:Header>', '<x xmlns="urn:x" s:mustUnderstand="true"/></s:Header>');
    expect(() => readMessage(text, WS_TRUST_13)).toThrow('soap-header-not-understood');
  });
});
