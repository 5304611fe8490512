import { readFileSync } from 'node:fs';
import { DEFAULT_QUOTA_BYTES, MAX_MESSAGE_BYTES, MAX_RECIPIENTS } from '@signet/mailbox';
import { expect, it } from 'vitest';
import { COMMANDS, UNSUPPORTED_COMMANDS } from './commands/commands.ts';
import { MAX_FOLDERS } from './commands/ping.ts';
import { MAX_DEVICES } from './device.ts';
import { MAX_ANSWER_BYTES } from './message/answer-budget.ts';
import { PROTOCOL_VERSIONS } from './protocol-version.ts';
import { MAX_PENDING } from './sync/hear-changes.ts';
import {
  DEFAULT_WINDOW,
  MAX_HOLD_SECONDS,
  MAX_WAIT_MINUTES,
  MAX_WINDOW,
  MIN_HOLD_SECONDS,
} from './sync/sync-request.ts';

/** docs/guide/mail.md: what it says is what the code does. */
const guide = readFileSync(new URL('../../../docs/guide/mail.md', import.meta.url), 'utf8');

it('names the versions and every command', () => {
  expect(guide).toContain(`ActiveSync versions ${PROTOCOL_VERSIONS.join(' and ')}.`);
  const named = rowsOf('Commands').map(([command]) => command?.replaceAll('`', ''));
  expect(named.sort()).toEqual(Object.keys(COMMANDS).sort());
});

it('names the commands that are answered with Status 137', () => {
  const sentence = /^(.*) are answered with Status 137/m.exec(guide)?.[1] ?? '';
  expect(Array.from(sentence.matchAll(/`(\w+)`/g), ([, name]) => name)).toEqual(
    Object.keys(UNSUPPORTED_COMMANDS),
  );
});

it('names the limits', () => {
  const mebibytes = (bytes: number): string => `${bytes / 1024 / 1024} MiB`;
  const values = Object.fromEntries(rowsOf('Limits').map(([limit, value]) => [limit, value]));
  expect(values).toEqual({
    Message: mebibytes(MAX_MESSAGE_BYTES),
    'Recipients of a message': String(MAX_RECIPIENTS),
    Mailbox: `${mebibytes(DEFAULT_QUOTA_BYTES)}, or \`mail.quotaMegabytes\``,
    'Heartbeat of Ping and Sync': `${MIN_HOLD_SECONDS} to ${MAX_HOLD_SECONDS} seconds`,
    'Wait of Sync': `1 to ${MAX_WAIT_MINUTES} minutes`,
    'Messages in one answer': `${MAX_WINDOW}; ${DEFAULT_WINDOW} when the phone does not say`,
    'Bodies and attachments in one answer': mebibytes(MAX_ANSWER_BYTES),
    'Folders of one Ping': String(MAX_FOLDERS),
    'Changes while a phone was away': String(MAX_PENDING),
    'Devices of a user': String(MAX_DEVICES),
  });
});

/** The cells of the table under a heading, without its head. */
function rowsOf(heading: string): readonly (readonly string[])[] {
  const section = guide.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}
