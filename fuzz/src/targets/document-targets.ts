import { ClaimRuleError } from '@signet/claims';
import { checkIssuanceRules, readEntityMetadata } from '@signet/federation';
import { GraphError } from '@signet/graph/graph-error';
import { parseFilter } from '@signet/graph/odata-filter';
import { readClaimsRequest } from '@signet/oidc/claims-request';
import { parseClientAssertion } from '@signet/oidc/client-assertion';
import { OAuthError } from '@signet/oidc/oauth-error';
import { readSamlMessage, readServiceProviderMetadata } from '@signet/saml';
import { AirSync, decodeWbxml, element, encodeWbxml, FolderHierarchy, Ping, WbxmlError } from '@signet/wbxml';
import {
  canonicalize,
  DEFAULT_LIMITS,
  parseXml,
  readEncrypted,
  type XmlElement,
  XmlError,
} from '@signet/xml';
import { readWithSaxes, writeTree } from '../saxes-peer.ts';
import type { Seeds } from '../seeds.ts';
import { expectEqualBytes, type FuzzTarget, PropertyError, parsed } from '../target.ts';

/** The other languages that come from outside: XML of partners, WBXML of phones, filters of Graph clients, JSON of OAuth
 * clients. */
export function createDocumentTargets({ xml }: Pick<Seeds, 'xml'>): readonly FuzzTarget[] {
  return [
    {
      name: 'xml',
      shape: 'text',
      covers: ['/core/xml/src/'],
      maxLength: 8192,
      dictionary: [
        '<a>',
        '</a>',
        ' xmlns="',
        ' xmlns:p="',
        'urn:x',
        '&#13;',
        '&amp;',
        '&lt;',
        '&#x1F600;',
        ' a="',
        " p:b='",
        ' xmlns=""',
        ']]>',
        '/>',
        '<?xml version="1.0" encoding="utf-8" standalone="yes"?>',
        '<!--',
        '-->',
        '<![CDATA[',
        '<?x?>',
        '<!DOCTYPE',
      ],
      seeds: [...XML, ...xml],
      run: checkXml,
    },
    {
      name: 'saml',
      shape: 'text',
      covers: [
        '/protocols/saml/src/messages/',
        '/protocols/saml/src/metadata/',
        '/core/xml/src/enc/',
        '/services/federation/src/metadata/entity.ts',
      ],
      maxLength: 8192,
      dictionary: [
        ' ID="_a"',
        ' Version="2.0"',
        ' IssueInstant="2026-11-23T09:00:00Z"',
        ' IsPassive="true"',
        '<samlp:NameIDPolicy/>',
        '<samlp:RequestedAuthnContext Comparison="minimum">',
        '<saml:NameID>',
        '<samlp:SessionIndex>',
        '<md:KeyDescriptor use="signing">',
        ' isDefault="1"',
        ' cacheDuration="P1DT1H"',
        ' validUntil="2026-11-23T09:00:00Z"',
        '<e:EncryptedKey>',
        '<e:CipherData><e:CipherValue>AAAA</e:CipherValue></e:CipherData>',
      ],
      seeds: SAML,
      run: checkSaml,
    },
    {
      name: 'wbxml',
      shape: 'bytes',
      covers: ['/core/wbxml/src/'],
      maxLength: 4096,
      dictionary: ['\u0003a\u0000', '\u0000\u0001', '\u0001'],
      seeds: createWbxmlSeeds(),
      run: checkWbxml,
    },
    {
      name: 'odata-filter',
      shape: 'text',
      covers: ['/protocols/graph/src/odata/'],
      maxLength: 2048,
      dictionary: [
        ' and ',
        ' or ',
        ' eq ',
        'not ',
        'startsWith(',
        "'",
        "''",
        'null',
        'true',
        '(',
        ')',
        ',',
        'displayName',
      ],
      seeds: FILTERS,
      run: (input) => void parsed(() => parseFilter(Buffer.from(input).toString('utf8'), RULES), GraphError),
    },
    {
      name: 'claims-request',
      shape: 'text',
      covers: ['/protocols/oidc/src/claims-request.ts'],
      maxLength: 2048,
      dictionary: [
        '{"access_token":',
        '"xms_cc":',
        '"values":',
        '["cp1"]',
        '"nbf":',
        '"value":',
        '}',
        'null',
      ],
      seeds: CLAIMS,
      run: (input) => void parsed(() => readClaimsRequest(Buffer.from(input).toString('utf8')), OAuthError),
    },
    {
      name: 'client-assertion',
      shape: 'text',
      covers: ['/protocols/oidc/src/client-assertion/'],
      maxLength: 4096,
      dictionary: [...ASSERTION_WORDS.map((word) => encodeText(word).slice(0, -2)), '.', 'eyJ', 'AAAA'],
      seeds: ASSERTIONS,
      run: checkClientAssertion,
    },
    {
      name: 'claim-rules',
      shape: 'text',
      covers: ['/core/claims/src/', '/services/federation/src/issuance/store-query.ts'],
      maxLength: 4096,
      dictionary: [
        'c:[',
        ']',
        ' && ',
        ' => ',
        'issue(',
        'add(',
        ');',
        'NOT EXISTS(',
        'COUNT(',
        'Type',
        'Properties["',
        ' =~ "',
        '@RuleName = "',
        'RegExReplace(',
        'store = "Active Directory"',
        'query = "(&(a={0})',
      ],
      seeds: CLAIM_RULES,
      run: (input) =>
        void parsed(() => checkIssuanceRules(Buffer.from(input).toString('utf8')), ClaimRuleError),
    },
  ];
}

// Exclusive canonicalisation is a fixed point: its own result canonicalises to itself. And another reader of XML finds
// the same in the document, comments passed over or not, or finds it not well-formed as well.
function checkXml(input: Uint8Array): void {
  const document = Buffer.from(input).toString('utf8');
  expectAgreement(document, () => parseXml(document));
  expectAgreement(document, () => parseXml(document, DEFAULT_LIMITS, 'passed-over'));
  const text = parsed(() => canonicalize(parseXml(document)), XmlError);
  if (text === undefined) return;
  if (canonicalize(parseXml(text)) !== text)
    throw new PropertyError('canonical XML canonicalises to other text');
}

function expectAgreement(document: string, parse: () => XmlElement): void {
  const peer = (): string | undefined => readWithSaxes(document);
  try {
    const tree = writeTree(parse());
    if (peer() !== tree) throw new PropertyError('saxes does not read what we read');
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    // Everything else is refused for reasons of ours.
    if (error.code === 'not-well-formed' && peer() !== undefined) {
      throw new PropertyError(`saxes reads what we refuse: ${error.message}`);
    }
  }
}

// Whatever came, it is a message that is understood or an `XmlError`; so are metadata and what is encrypted.
function checkSaml(input: Uint8Array): void {
  const text = Buffer.from(input).toString('utf8');
  const form = new Map([['SAMLRequest', Buffer.from(input).toString('base64')]]);
  parsed(() => readSamlMessage(form), XmlError);
  parsed(() => readServiceProviderMetadata(text), XmlError);
  parsed(() => readEntityMetadata(text), XmlError);
  parsed(() => readEncrypted(parseXml(text)), XmlError);
}

// What a phone sends may be written in several ways; what we write of it reads as the same document.
function checkWbxml(input: Uint8Array): void {
  const written = parsed(() => encodeWbxml(decodeWbxml(input)), WbxmlError);
  if (written === undefined) return;
  expectEqualBytes(encodeWbxml(decodeWbxml(written)), written, 'decoding and encoding what was encoded');
}

function createWbxmlSeeds(): readonly Uint8Array[] {
  return [
    element(FolderHierarchy.FolderSync, [element(FolderHierarchy.SyncKey, '0')]),
    element(Ping.Ping, [element(Ping.HeartbeatInterval, 480)]),
    element(AirSync.Sync, [
      element(AirSync.Collections, [
        element(AirSync.Collection, [element(AirSync.SyncKey, '1'), element(AirSync.CollectionId, 'inbox')]),
      ]),
    ]),
  ].map(encodeWbxml);
}

const XML: readonly Uint8Array[] = [
  '<a xmlns="urn:a" xmlns:b="urn:b" b:c="1" d="&quot;"><b:e>&#13;text&amp;</b:e><e xmlns=""/></a>',
  '<?xml version="1.0" encoding="UTF-8"?>\n<p:a xmlns:p="urn:a">\u00e4\u{1f600}</p:a>',
].map((text) => Buffer.from(text));

const SAML: readonly Uint8Array[] = [
  `<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"
    ID="_a" Version="2.0" IssueInstant="2026-11-23T09:00:00Z" ForceAuthn="true" AssertionConsumerServiceIndex="1"><saml:Issuer>a</saml:Issuer><samlp:NameIDPolicy
    Format="urn:x"/><samlp:RequestedAuthnContext><saml:AuthnContextClassRef>b</saml:AuthnContextClassRef></samlp:RequestedAuthnContext></samlp:AuthnRequest>`,
  `<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"
    ID="_a" Version="2.0" IssueInstant="2026-11-23T09:00:00Z" NotOnOrAfter="2026-11-23T09:05:00Z"><saml:Issuer>a</saml:Issuer><saml:NameID>b</saml:NameID><samlp:SessionIndex>c</samlp:SessionIndex></samlp:LogoutRequest>`,
  `<samlp:LogoutResponse xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_a" Version="2.0"
    IssueInstant="2026-11-23T09:00:00Z"><samlp:Status><samlp:StatusCode Value="urn:x"/></samlp:Status></samlp:LogoutResponse>`,
  `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="urn:a"><md:SPSSODescriptor
    protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>AAAA</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor><md:AssertionConsumerService
    Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://a.example/" index="0"/></md:SPSSODescriptor></md:EntityDescriptor>`,
  `<a xmlns:e="http://www.w3.org/2001/04/xmlenc#" xmlns:d="http://www.w3.org/2000/09/xmldsig#"><e:EncryptedData Type="http://www.w3.org/2001/04/xmlenc#Element"><e:EncryptionMethod
    Algorithm="http://www.w3.org/2009/xmlenc11#aes256-gcm"/><d:KeyInfo><e:EncryptedKey><e:EncryptionMethod Algorithm="http://www.w3.org/2009/xmlenc11#rsa-oaep"><d:DigestMethod
    Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><f:MGF xmlns:f="http://www.w3.org/2009/xmlenc11#" Algorithm="http://www.w3.org/2009/xmlenc11#mgf1sha256"/></e:EncryptionMethod><e:CipherData><e:CipherValue>AAAA</e:CipherValue></e:CipherData></e:EncryptedKey></d:KeyInfo><e:CipherData><e:CipherValue>AAAA</e:CipherValue></e:CipherData></e:EncryptedData></a>`,
].map((text) => Buffer.from(text));

const FILTERS: readonly Uint8Array[] = [
  "displayName eq 'Alice' and startsWith(userPrincipalName,'ali')",
  "status/errorCode eq 0 and displayName eq 'O''Neill'",
].map((text) => Buffer.from(text));

const CLAIMS: readonly Uint8Array[] = [
  '{"access_token":{"xms_cc":{"values":["cp1"]},"nbf":{"essential":true,"value":"1790000000"}}}',
  '{"id_token":{"signin_state":{"essential":false}}}',
].map((text) => Buffer.from(text));
/** RFC 7515 §5.2: what is signed is the two parts as they came, whatever they were taken to say. */
function checkClientAssertion(input: Uint8Array): void {
  const text = Buffer.from(input).toString('utf8');
  const assertion = parsed(() => parseClientAssertion(text), OAuthError);
  if (assertion === undefined) return;
  const signed = Buffer.from(text.slice(0, text.lastIndexOf('.')));
  expectEqualBytes(assertion.signingInput, signed, 'reading the signing input');
  if (!Number.isFinite(assertion.expiresAt)) throw new PropertyError('an assertion without an end was read');
}

function encodeText(text: string): string {
  return Buffer.from(text).toString('base64url');
}

const ASSERTION_WORDS: readonly string[] = ['"alg":"RS256",', '"crit":["b64"],', '"exp":"1795000600",'];

const ASSERTIONS: readonly Uint8Array[] = [
  [
    { alg: 'PS256', typ: 'JWT', 'x5t#S256': 'A'.repeat(43), x5c: ['MIIB'] },
    { iss: 'a', sub: 'a', aud: 'https://login.example/t/v2.0', exp: 1795000600, nbf: 1795000000, jti: 'j' },
  ],
  [
    { alg: 'RS256', x5t: `${'A'.repeat(27)}=`, x5c: 'MIIB', kid: 'k' },
    { iss: 'a', sub: 'a', aud: ['urn:x'], exp: '1795000600', nbf: 1795000000.5 },
  ],
].map(([header, claims]) =>
  Buffer.from(`${encodeText(JSON.stringify(header))}.${encodeText(JSON.stringify(claims))}.AAAA`),
);

const CLAIM_RULES: readonly Uint8Array[] = [
  '@RuleName = "a"\nc:[Type == "t", Value =~ "^a+"] && NOT EXISTS([Value != c.Value]) => issue(claim = c);',
  'COUNT([]) >= 2 => add(Type = "t", Value = RegExReplace("a", "(a)", "$1") + "b", Properties["p"] = "q");',
  'c:[] => issue(store = "s", types = ("t", "u"), query = ";mail;{0}", param = c.Value);',
  'c:[] => issue(store = "Active Directory", types = ("t"), query = "(&(mail={0})(cn=a));mail;{0}", param = c.Value);',
].map((text) => Buffer.from(text));

const RULES = {
  displayName: ['eq', 'startsWith'],
  userPrincipalName: ['eq', 'startsWith'],
  'status/errorCode': ['eq'],
} as const;
