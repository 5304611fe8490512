import { type CertificateAuthority, count } from '@signet/identity';
import { formatTime } from '@signet/pki';
import { pushRevocation } from '@signet/revocation';
import type { Services } from '@signet/server';
import type { Command } from 'commander';
import { inOrder } from '../../authority-order.ts';
import { type RefreshResult, refreshResultToJson, remedyOfRefresh } from '../../crl-results.ts';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { findAuthority } from '../../find-authority.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { endWithDot, print } from '../../terminal/print.ts';
import { formatTable } from '../../terminal/table.ts';
import { withoutControls } from '../../terminal/without-controls.ts';

interface Refreshed {
  readonly authority: CertificateAuthority;
  readonly results: readonly RefreshResult[];
  /** A list that could not be had, and none that is current is kept in its place. */
  readonly isLacking: boolean;
}

export function registerCrlRefresh(crl: Command): void {
  crl
    .command('refresh')
    .description('Download CRLs now, whatever is kept.')
    .argument('[ca]', 'id or SKI of one authority, or the beginning (default: all)')
    .addHelpText('after', '\nExample:\n  signet crl refresh')
    .action(async (typed: string | undefined, _options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      await withServices(options, (services) => {
        // Whoever fetches a list ends what it revokes; the server would do so at its next look.
        pushRevocation(services);
        return refresh(typed, options, services);
      });
    });
}

async function refresh(typed: string | undefined, options: GlobalOptions, services: Services): Promise<void> {
  const { directory } = services;
  const authorities =
    typed === undefined
      ? inOrder(await directory.certificateAuthorities.listAll())
      : [await findAuthority(directory, typed)];
  const refreshed = await downloadAll(authorities, services);
  print(options, refreshed.flatMap(refreshedToJson), () => formatRefreshed(refreshed, typed));
  const results = refreshed.flatMap((one) => one.results);
  const failed = results.filter(({ outcome }) => outcome === 'failed').length;
  if (failed === 0) return;
  throw new CommandError(
    EXIT.refused,
    `${failed} of ${count(results.length, 'CRL')} could not be had${describeConsequence(refreshed)}`,
  );
}

function describeConsequence(refreshed: readonly Refreshed[]): string {
  const lacking = refreshed.filter(({ isLacking }) => isLacking).map(({ authority }) => authority.issuer);
  if (lacking.length === 0) return '; what was in use before stays in use.';
  return `, and no current one is kept: until there is one, certificates of ${lacking.join('; ')} sign nobody in, unless an OCSP responder or another record of the CA answers for them.`;
}

/** Each may take a minute, so a terminal is told who is being waited for. */
async function downloadAll(
  authorities: readonly CertificateAuthority[],
  { revocation }: Services,
): Promise<readonly Refreshed[]> {
  const waiting = new Set(authorities);
  const tell = (): void => {
    if (!process.stderr.isTTY) return;
    const names = [...waiting].map(({ issuer }) => issuer).join('; ');
    process.stderr.write(`${CLEAR_LINE}${waiting.size === 0 ? '' : `Downloading: ${names}`}`);
  };
  tell();
  return Promise.all(
    authorities.map(async (authority) => {
      const results = await revocation.refresh(authority);
      waiting.delete(authority);
      tell();
      return { authority, results, isLacking: await isLacking(authority, results, revocation) };
    }),
  );
}

async function isLacking(
  authority: CertificateAuthority,
  results: readonly RefreshResult[],
  revocation: Services['revocation'],
): Promise<boolean> {
  const failed = new Set(results.filter(({ outcome }) => outcome === 'failed').map(({ part }) => part));
  if (failed.size === 0) return false;
  const statuses = await revocation.status(authority);
  return statuses.some(({ part, state }) => failed.has(part) && state !== 'valid');
}

function refreshedToJson({ authority, results }: Refreshed): readonly Readonly<Record<string, unknown>>[] {
  return results.map((result) => ({
    certificateAuthorityId: authority.id,
    issuer: authority.issuer,
    ...refreshResultToJson(result),
  }));
}

function formatRefreshed(refreshed: readonly Refreshed[], typed: string | undefined): string {
  const rows = refreshed.flatMap(({ authority, results }) =>
    results.map((result) => [authority.issuer, result.part, ...formatResult(result)]),
  );
  if (rows.length === 0) return describeNothing(refreshed, typed);
  const reasons = refreshed.flatMap(({ results }) => results.flatMap(formatReason));
  return [
    formatTable(['Authority', 'Part', 'Outcome', 'Number', 'Entries', 'Next update'], rows),
    ...reasons,
  ].join('\n');
}

function describeNothing([first]: readonly Refreshed[], typed: string | undefined): string {
  if (typed === undefined || first === undefined)
    return 'No trusted certificate authority has a CRL URL: set one with «signet ca update».';
  const { id, issuer } = first.authority;
  return `${issuer} has no CRL URL, so there is nothing to download: set one with «signet ca update ${id.slice(0, 8)} --crl-url <url>».`;
}

function formatResult(result: RefreshResult): readonly string[] {
  if (result.outcome === 'failed') return [result.failure, '', '', ''];
  const { crlNumber, entries, nextUpdate } = result.crl;
  return [
    result.outcome,
    crlNumber ?? 'none',
    String(entries),
    nextUpdate === undefined ? 'never' : formatTime(nextUpdate),
  ];
}

function formatReason(result: RefreshResult): readonly string[] {
  if (result.outcome !== 'failed') return [];
  return [withoutControls(endWithDot(`${result.failure}: ${result.reason}`)), `  ${remedyOfRefresh(result)}`];
}

const CLEAR_LINE = '\r\u001b[2K';
