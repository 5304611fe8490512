import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  AirSync,
  AirSyncBase,
  ComposeMail,
  Email,
  element,
  encodeWbxml,
  type WbxmlElement,
} from '../src/index.ts';
import { CODE_PAGES } from '../src/pages/code-pages.ts';

const isThere = spawnSync('wbxml2xml', ['-h']).error === undefined;
if (!isThere) console.log('wbxml2xml (libwbxml2-utils) is not installed, its suite is left out');

const folder = mkdtempSync(join(tmpdir(), 'signet-wbxml-'));
afterAll(() => rmSync(folder, { recursive: true }));

function toXml(document: WbxmlElement): string {
  const file = join(folder, 'document.wbxml');
  writeFileSync(file, encodeWbxml(document));
  const { status, stdout, stderr } = spawnSync('wbxml2xml', ['-l', 'ACTIVESYNC', '-o', '-', file], {
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  return stdout;
}

describe.skipIf(!isThere)('libwbxml, another decoder', () => {
  it('reads a Sync answer as we wrote it', () => {
    const xml = toXml(
      element(AirSync.Sync, [
        element(AirSync.Collections, [
          element(AirSync.Collection, [
            element(AirSync.SyncKey, 'k'),
            element(AirSync.MoreAvailable),
            element(AirSync.Commands, [
              element(AirSync.Add, [
                element(AirSync.ServerId, 's'),
                element(AirSync.ApplicationData, [
                  element(Email.Subject, 'Grüße & <mehr>'),
                  element(AirSyncBase.Body, [
                    element(AirSyncBase.Type, 1),
                    element(AirSyncBase.Data, 'Text'),
                  ]),
                ]),
              ]),
            ]),
          ]),
        ]),
      ]),
    );
    expect(xml).toMatch(/<SyncKey>k<\/SyncKey>\s*<MoreAvailable\/>/);
    expect(xml).toContain('Grüße &amp; &lt;mehr&gt;</');
    expect(xml).toMatch(/<(?:\w+:)?Data[^>]*>Text<\//);
  });

  it('reads opaque bytes', () => {
    const mime = new TextEncoder().encode('To: b@x\r\n\r\nhi');
    const xml = toXml(element(ComposeMail.SendMail, [element(ComposeMail.Mime, mime)]));
    expect(xml).toContain(Buffer.from(mime).toString('base64'));
  });

  it('knows every tag, by our name or by its own', () => {
    const tags = CODE_PAGES.flatMap((page) => Object.values(page));
    const xml = toXml(
      element(
        AirSync.Sync,
        tags.map((tag) => element(tag)),
      ),
    );
    const theirs = [...xml.matchAll(/<(?:\w+:)?([\w-]+)(?: [^>]*)?\/>/g)].map(([, name]) => name);
    const ours = tags.map(({ name }) => THEIR_NAMES[name] ?? name.split(':')[1]);
    expect(theirs).toEqual(ours);
  });
});

/** Where libwbxml spells another way than MS-ASWBXML, or does not know a tag. */
const THEIR_NAMES: Readonly<Record<string, string>> = {
  'AirSync:RtfTruncation': 'RTFTruncation',
  'Email:Att0Id': 'AttOId',
  'Email:ReplyTo': 'Reply-To',
  ...Object.fromEntries(
    ['Type', 'Until', 'Occurrences', 'Interval', 'DayOfWeek', 'DayOfMonth', 'WeekOfMonth', 'MonthOfYear'].map(
      (name) => [`Email:${name}`, `Recurrence_${name}`],
    ),
  ),
  'Email:Status': 'FlagStatus',
  'Provision:RequireStorageCardEncryption': 'DeviceEncryptionEnabled',
  'Provision:AccountOnlyRemoteWipe': 'unknown',
  'Settings:SMTPAddress': 'SmtpAddress',
  'Settings:RightsManagementInformation': 'ihsManagementInformation',
  'ComposeMail:Mime': 'MIME',
};
