import { ClaimRuleError, parseClaimRules } from '@signet/claims';
import { GraphError } from '@signet/graph/graph-error';
import { parseFilter } from '@signet/graph/odata-filter';
import { AirSync, decodeWbxml, element, encodeWbxml, FolderHierarchy, Ping, WbxmlError } from '@signet/wbxml';
import { canonicalize, parseXml, XmlError } from '@signet/xml';
import type { Seeds } from '../seeds.ts';
import { expectEqualBytes, type FuzzTarget, PropertyError, parsed } from '../target.ts';

/** The other languages that come from outside: XML of partners, WBXML of phones, filters of Graph clients. */
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
        '<!--',
        '<![CDATA[',
        '<?x?>',
        '<!DOCTYPE',
      ],
      seeds: [...XML, ...xml],
      run: checkXml,
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
      name: 'claim-rules',
      shape: 'text',
      covers: ['/core/claims/src/'],
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
        'store = "',
      ],
      seeds: CLAIM_RULES,
      run: (input) => void parsed(() => parseClaimRules(Buffer.from(input).toString('utf8')), ClaimRuleError),
    },
  ];
}

// Exclusive canonicalisation is a fixed point: its own result canonicalises to itself.
function checkXml(input: Uint8Array): void {
  const text = parsed(() => canonicalize(parseXml(Buffer.from(input).toString('utf8'))), XmlError);
  if (text === undefined) return;
  if (canonicalize(parseXml(text)) !== text)
    throw new PropertyError('canonical XML canonicalises to other text');
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

const FILTERS: readonly Uint8Array[] = [
  "displayName eq 'Alice' and startsWith(userPrincipalName,'ali')",
  "status/errorCode eq 0 and displayName eq 'O''Neill'",
].map((text) => Buffer.from(text));

const CLAIM_RULES: readonly Uint8Array[] = [
  '@RuleName = "a"\nc:[Type == "t", Value =~ "^a+"] && NOT EXISTS([Value != c.Value]) => issue(claim = c);',
  'COUNT([]) >= 2 => add(Type = "t", Value = RegExReplace("a", "(a)", "$1") + "b", Properties["p"] = "q");',
  'c:[] => issue(store = "s", types = ("t", "u"), query = ";mail;{0}", param = c.Value);',
].map((text) => Buffer.from(text));

const RULES = {
  displayName: ['eq', 'startsWith'],
  userPrincipalName: ['eq', 'startsWith'],
  'status/errorCode': ['eq'],
} as const;
