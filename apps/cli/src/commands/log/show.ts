import { findRemedy, isGuid, type SignInLogEntry } from '@signet/identity';
import { formatTime } from '@signet/pki';
import type { Command } from 'commander';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { formatEvidence } from '../../terminal/evidence-tree.ts';
import { createPaint, type Paint } from '../../terminal/paint.ts';
import { print } from '../../terminal/print.ts';
import { formatFacts } from '../../terminal/table.ts';
import { formatVerdict } from '../../terminal/verdict.ts';
import { entryToJson } from './entry-json.ts';

export function registerLogShow(log: Command): void {
  log
    .command('show')
    .description('Show why a sign-in was accepted or refused.')
    .argument('<request-id>', 'as the error page shows it')
    .addHelpText('after', '\nExample:\n  signet log show 3f2504e0-4f89-41d3-9a0c-0305e82c3301')
    .action(async (typed: string, _options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const id = parseRequestId(typed);
      await withServices(options, async ({ directory }) => {
        const entry = await directory.signInLog.find(id);
        if (!entry) throw new CommandError(EXIT.notFound, notFoundSentence(id));
        print(options, { ...entryToJson(entry), evidence: entry.evidence }, () =>
          formatEntry(entry, createPaint(process.stdout)),
        );
      });
    });
}

function parseRequestId(typed: string): string {
  const id = typed.trim().toLowerCase();
  if (isGuid(id)) return id;
  throw new CommandError(
    EXIT.usage,
    `«${typed}» is not a request id: give all 36 characters of it, as in 3f2504e0-4f89-41d3-9a0c-0305e82c3301.`,
  );
}

function notFoundSentence(id: string): string {
  return `The sign-in log has no entry ${id}: compare it with the error page, or look for the user with «signet log list».`;
}

function formatEntry(entry: SignInLogEntry, paint: Paint): string {
  const { certificate } = entry;
  return [
    formatEvidence(entry.evidence, paint),
    formatFacts([
      ['Time', formatTime(entry.createdAt)],
      ['User', entry.userPrincipalName ?? 'unknown'],
      ['Where', entry.face],
      ['From', [entry.ipAddress, entry.userAgent].filter(Boolean).join(', ') || 'unknown'],
      ['Application', entry.appId ?? 'none'],
      ...(certificate === undefined
        ? []
        : ([
            // A federation partner tells issuer and serial number only.
            ['Certificate', certificate.subject || 'not told'],
            ['Serial number', certificate.serialNumber],
            ['Issuer', certificate.issuer],
          ] as const)),
      ['Request ID', entry.id],
      ['Correlation ID', entry.correlationId ?? 'none'],
    ]),
    formatVerdict(entry.code, entry.userPrincipalName, paint, findRemedy(entry.code, entry.evidence)),
  ].join('\n\n');
}
