import { type CertificateAuthority, type CrlPush, count } from '@signet/identity';
import { formatTime, type UnixSeconds } from '@signet/pki';
import type { Command } from 'commander';
import { inOrder } from '../../authority-order.ts';
import { type CrlStatus, crlToJson } from '../../crl-results.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { formatAge } from '../../terminal/age.ts';
import { print, timeOrNull } from '../../terminal/print.ts';
import { formatTable } from '../../terminal/table.ts';
import { withoutControls } from '../../terminal/without-controls.ts';

interface AuthorityStatus {
  readonly authority: CertificateAuthority;
  readonly parts: readonly CrlStatus[];
}

export function registerCrlStatus(crl: Command): void {
  crl
    .command('status')
    .description('Show the CRLs that are kept, without downloading.')
    .addHelpText('after', '\nExample:\n  signet crl status')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      await withServices(options, async ({ directory, revocation, clock }) => {
        const authorities = inOrder(await directory.certificateAuthorities.listAll());
        const statuses = await Promise.all(
          authorities.map(async (authority) => ({ authority, parts: await revocation.status(authority) })),
        );
        print(options, statuses.flatMap(statusToJson), () => formatStatuses(statuses, clock.now()));
      });
    });
}

function statusToJson({ authority, parts }: AuthorityStatus): readonly Readonly<Record<string, unknown>>[] {
  const { id: certificateAuthorityId, issuer } = authority;
  if (parts.length === 0) return [{ certificateAuthorityId, issuer, state: 'not-checked' }];
  return parts.map(({ part, url, state, crl, downloadedAt, nextRefresh, lastError, lastPush }) => ({
    certificateAuthorityId,
    issuer,
    part,
    url,
    state,
    crl: crl === undefined ? null : crlToJson(crl),
    downloadedAt: timeOrNull(downloadedAt),
    nextRefresh: timeOrNull(nextRefresh),
    lastPush: lastPush === undefined ? null : pushToJson(lastPush),
    lastError: lastError === undefined ? null : { ...lastError, at: formatTime(lastError.at) },
  }));
}

function formatStatuses(statuses: readonly AuthorityStatus[], now: UnixSeconds): string {
  if (statuses.length === 0) return 'No certificate authority is trusted: run «signet ca add».';
  const table = formatTable(
    ['Authority', 'Part', 'State', 'Number', 'Age', 'Next update', 'Entries'],
    statuses.flatMap(({ authority, parts }) =>
      parts.length === 0
        ? [[authority.issuer, '–', 'no CRL URL', '', '', '', '']]
        : parts.map((part) => [authority.issuer, part.part, ...formatPart(part, now)]),
    ),
  );
  const errors = statuses.flatMap(({ authority, parts }) =>
    parts.flatMap(({ part, lastError }) =>
      lastError === undefined
        ? []
        : [
            `Last error, ${authority.issuer}, ${part}, ${formatAge(now - lastError.at)} ago (${lastError.failure}): ${lastError.reason}`,
          ],
    ),
  );
  const isWanting = statuses.some(({ parts }) => parts.some(({ state }) => state !== 'valid'));
  const pushes = statuses.flatMap(({ authority, parts }) =>
    parts.flatMap(({ lastPush }) => (lastPush === undefined ? [] : [formatPush(authority, lastPush)])),
  );
  const advice = isWanting ? ['Try again with «signet crl refresh».'] : [];
  return [table, ...pushes, ...errors.map(withoutControls), ...advice].join('\n');
}

/** From the arrival of the CRL to the end of the last session that came from what it newly revokes. */
function pushToJson({ seenAt, milliseconds, sessions, grants }: CrlPush): Readonly<Record<string, unknown>> {
  return { seenAt: formatTime(seenAt), seconds: milliseconds / 1000, sessions, grants };
}

function formatPush({ issuer }: CertificateAuthority, push: CrlPush): string {
  const { part, seenAt, milliseconds, sessions, grants } = push;
  const ended = `${count(sessions, 'session')} and ${count(grants, 'grant')} ended`;
  return withoutControls(
    `${issuer}, ${part}: ${ended} ${milliseconds / 1000} s after the CRL of ${formatTime(seenAt)} was seen.`,
  );
}

function formatPart({ state, crl }: CrlStatus, now: UnixSeconds): readonly string[] {
  if (crl === undefined) return ['none yet', '', '', '', ''];
  return [
    state,
    crl.crlNumber ?? 'none',
    formatAge(now - crl.thisUpdate),
    crl.nextUpdate === undefined ? 'never' : formatTime(crl.nextUpdate),
    String(crl.entries),
  ];
}
