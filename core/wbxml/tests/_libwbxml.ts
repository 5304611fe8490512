import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WbxmlTag } from '../src/index.ts';

/** Whether libwbxml's own decoder is there; says in one line when it is not. */
export function findLibwbxml(suite: string): boolean {
  const isThere = spawnSync('wbxml2xml', ['-h']).error === undefined;
  if (!isThere) console.log(`${suite}: wbxml2xml (libwbxml2-utils) is not installed, its suite is left out`);
  return isThere;
}

/** What libwbxml reads in a document, as XML without spaces between elements; throws with its words. */
export function decodeWithLibwbxml(bytes: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'signet-wbxml-'));
  try {
    const file = join(folder, 'document.wbxml');
    writeFileSync(file, bytes);
    // -m 0: no indent; -k: spaces at the ends of a text belong to it.
    const { status, stdout, stderr } = spawnSync(
      'wbxml2xml',
      ['-l', 'ACTIVESYNC', '-m', '0', '-k', '-o', '-', file],
      { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
    );
    if (status !== 0) throw new Error(`wbxml2xml ended with ${status}: ${stderr}`);
    return stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The name, without prefix, that libwbxml has for a tag. */
export function libwbxmlNameOf({ name }: WbxmlTag): string {
  return THEIR_NAMES[name] ?? name.slice(name.indexOf(':') + 1);
}

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
