import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AirSync,
  AirSyncBase,
  booleanOf,
  ComposeMail,
  childOf,
  childrenOf,
  contentBytes,
  contentText,
  decodeWbxml,
  descendantOf,
  Email,
  Email2,
  element,
  encodeWbxml,
  FolderHierarchy,
  ItemOperations,
  numberOf,
  Ping,
  Provision,
  Settings,
  textOf,
  type WbxmlElement,
  type WbxmlTag,
} from './index.ts';
import { CODE_PAGES } from './pages/code-pages.ts';

const hex = (text: string): Uint8Array =>
  Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const POLICY = 'MS-EAS-Provisioning-WBXML';

/** Made and decoded by others' programs. */
const VECTORS: readonly (readonly [string, string, WbxmlElement])[] = [
  [
    'FolderSync key 0',
    '03016a00000756520330000101',
    element(FolderHierarchy.FolderSync, [element(FolderHierarchy.SyncKey, '0')]),
  ],
  [
    'Sync key 0',
    '03016a00455c4f4b033000015203350001010101',
    element(AirSync.Sync, [
      element(AirSync.Collections, [
        element(AirSync.Collection, [element(AirSync.SyncKey, '0'), element(AirSync.CollectionId, '5')]),
      ]),
    ]),
  ],
  [
    'Sync key 1 with options',
    '03016a00455c4f4b033100015203350001135503323500015758033300010011454603320001470335303000010101010101',
    element(AirSync.Sync, [
      element(AirSync.Collections, [
        element(AirSync.Collection, [
          element(AirSync.SyncKey, '1'),
          element(AirSync.CollectionId, '5'),
          element(AirSync.GetChanges),
          element(AirSync.WindowSize, 25),
          element(AirSync.Options, [
            element(AirSync.FilterType, 3),
            element(AirSyncBase.BodyPreference, [
              element(AirSyncBase.Type, 2),
              element(AirSyncBase.TruncationSize, 500),
            ]),
          ]),
        ]),
      ]),
    ]),
  ],
  [
    'Provision, first phase',
    '03016a00000e450012564857034d00010101000e464748034d532d4541532d50726f766973696f6e696e672d5742584d4c0001010101',
    element(Provision.Provision, [
      element(Settings.DeviceInformation, [element(Settings.Set, [element(Settings.Model, 'M')])]),
      element(Provision.Policies, [element(Provision.Policy, [element(Provision.PolicyType, POLICY)])]),
    ]),
  ],
  [
    'Provision, second phase',
    '03016a00000e45464748034d532d4541532d50726f766973696f6e696e672d5742584d4c0001490331323300014b03310001010101',
    element(Provision.Provision, [
      element(Provision.Policies, [
        element(Provision.Policy, [
          element(Provision.PolicyType, POLICY),
          element(Provision.PolicyKey, 123),
          element(Provision.Status, 1),
        ]),
      ]),
    ]),
  ],
  [
    'Ping of one folder',
    '03016a00000d4548033438300001494a4b033500014c03456d61696c0001010101',
    element(Ping.Ping, [
      element(Ping.HeartbeatInterval, 480),
      element(Ping.Folders, [element(Ping.Folder, [element(Ping.Id, '5'), element(Ping.Class, 'Email')])]),
    ]),
  ],
  [
    'Ping that found changes',
    '03016a00000d454703320001494a033500010101',
    element(Ping.Ping, [element(Ping.Status, 2), element(Ping.Folders, [element(Ping.Folder, '5')])]),
  ],
  [
    'SendMail with opaque MIME',
    '03016a000015455103633100010850c30d546f3a206240780d0a0d0a68690101',
    element(ComposeMail.SendMail, [
      element(ComposeMail.ClientId, 'c1'),
      element(ComposeMail.SaveInSentItems),
      element(ComposeMail.Mime, bytes('To: b@x\r\n\r\nhi')),
    ]),
  ],
  [
    'ItemOperations Fetch',
    '03016a000014454647034d61696c626f780001000052033500014d03353a31000100144800006203320001001145460334000101010101',
    element(ItemOperations.ItemOperations, [
      element(ItemOperations.Fetch, [
        element(ItemOperations.Store, 'Mailbox'),
        element(AirSync.CollectionId, '5'),
        element(AirSync.ServerId, '5:1'),
        element(ItemOperations.Options, [
          element(AirSync.MIMESupport, 2),
          element(AirSyncBase.BodyPreference, [element(AirSyncBase.Type, 4)]),
        ]),
      ]),
    ]),
  ],
  [
    'Sync that answers 142',
    '03016a00454e03313432000101',
    element(AirSync.Sync, [element(AirSync.Status, 142)]),
  ],
];

describe('vectors', () => {
  it.each(VECTORS)('%s', (_title, vector, document) => {
    expect(decodeWbxml(hex(vector))).toEqual(document);
    expect(toHex(encodeWbxml(document))).toBe(vector);
  });
});

describe('any document', () => {
  const tags = CODE_PAGES.flatMap((page) => Object.values(page));
  const tag: fc.Arbitrary<WbxmlTag> = fc.constantFrom(...tags);
  const text = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .filter((value) => !/[\u{0}-\u{8}\u{b}\u{c}\u{e}-\u{1f}\u{fffe}\u{ffff}]/u.test(value));
  const leaf = fc.oneof(
    tag.map((one) => element(one)),
    fc.tuple(tag, text).map(([one, value]) => element(one, value)),
    fc.tuple(tag, fc.uint8Array({ maxLength: 300 })).map(([one, value]) => element(one, value)),
  );
  const { document } = fc.letrec<{ document: WbxmlElement }>((tie) => ({
    document: fc.oneof(
      { maxDepth: 8 },
      leaf,
      fc
        .tuple(tag, fc.array(tie('document'), { minLength: 1, maxLength: 4 }))
        .map(([one, children]) => element(one, children)),
    ),
  }));

  it('comes back as it was written', () => {
    fc.assert(
      fc.property(document, (one) => {
        expect(decodeWbxml(encodeWbxml(one))).toEqual(one);
      }),
    );
  });

  it('has one tag per page and code', () => {
    expect(new Set(tags.map(({ page, code }) => page * 64 + code)).size).toBe(tags.length);
    for (const { code } of tags) expect(code).toSatisfy((value: number) => value >= 5 && value <= 0x3f);
  });
});

describe('writing', () => {
  it('takes what XML cannot hold out of text: NUL, controls, lone surrogates', () => {
    const subject = element(Email.Subject, 'a\0b\u0007c\td\ud800e\ufffff😀');
    expect(decodeWbxml(encodeWbxml(subject)).text).toBe('abc\tdef😀');
  });

  it('writes lengths of more than seven bits', () => {
    const id = element(Email2.ConversationId, new Uint8Array(20_000).fill(1));
    expect(decodeWbxml(encodeWbxml(id)).opaque).toHaveLength(20_000);
  });

  it('refuses a tree that nobody could read', () => {
    let deep = element(AirSync.Sync);
    for (let depth = 0; depth < 32; depth += 1) deep = element(AirSync.Collections, [deep]);
    expect(() => encodeWbxml(deep)).toThrow(expect.objectContaining({ code: 'too-deep' }));
  });
});

describe('reading helpers', () => {
  const options = element(AirSync.Options, [
    element(AirSync.FilterType, 3),
    element(AirSync.MIMESupport, 'two'),
    element(AirSync.Partial),
    element(AirSync.Conflict, false),
    element(AirSyncBase.BodyPreference, [element(AirSyncBase.Type, 1)]),
    element(AirSyncBase.BodyPreference, [element(AirSyncBase.Type, 2)]),
    element(AirSync.Class, bytes('Email')),
  ]);

  it('find what is there and nothing else', () => {
    expect(textOf(options, AirSync.FilterType)).toBe('3');
    expect(numberOf(options, AirSync.FilterType)).toBe(3);
    expect(numberOf(options, AirSync.MIMESupport)).toBeUndefined();
    expect(booleanOf(options, AirSync.Partial)).toBe(true);
    expect(booleanOf(options, AirSync.Conflict)).toBe(false);
    expect(booleanOf(options, AirSync.FilterType)).toBeUndefined();
    expect(childrenOf(options, AirSyncBase.BodyPreference)).toHaveLength(2);
    expect(descendantOf(options, AirSyncBase.BodyPreference, AirSyncBase.Type)?.text).toBe('1');
    expect(childOf(undefined, AirSync.Sync)).toBeUndefined();
    expect(textOf(options, AirSync.SyncKey)).toBeUndefined();
  });

  it('take text for bytes and bytes for text', () => {
    expect(textOf(options, AirSync.Class)).toBe('Email');
    expect(contentBytes(element(ComposeMail.Mime, 'hi'))).toEqual(bytes('hi'));
    expect(contentText(element(ComposeMail.Mime))).toBe('');
  });
});
