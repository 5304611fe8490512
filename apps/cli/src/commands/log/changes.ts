import type { AuditLogEntry } from '@signet/identity';
import { formatTime } from '@signet/pki';
import type { Command } from 'commander';
import { chooseTenant } from '../../choose-tenant.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { parsePageLimit } from '../../parse-options.ts';
import { print } from '../../terminal/print.ts';
import { formatTable } from '../../terminal/table.ts';

interface LogChangesOptions extends GlobalOptions {
  readonly tenant?: string;
  readonly limit: number;
}

export function registerLogChanges(log: Command): void {
  log
    .command('changes')
    .description('List the newest changes of the audit log: who changed what, by command or through Graph.')
    .option('--tenant <tenant>', 'tenant by id or name (default: the only one)')
    .option('--limit <number>', 'how many, at most 1000', parsePageLimit, 20)
    .addHelpText('after', '\nExample:\n  signet log changes --limit 5')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<LogChangesOptions>();
      await withServices(options, async ({ directory }) => {
        const tenant = await chooseTenant(directory, options.tenant);
        const { items } = await directory.auditLog.list(tenant.id, { limit: options.limit });
        print(options, items.map(rowToJson), () => formatRows(items));
      });
    });
}

function formatRows(rows: readonly AuditLogEntry[]): string {
  if (rows.length === 0) return 'Nothing was changed yet.';
  return formatTable(
    ['Time', 'What', 'Of', 'Result', 'By'],
    rows.map(({ createdAt, activity, target, result, resultReason, actor }) => [
      formatTime(createdAt),
      activity,
      target.displayName ?? target.id ?? target.type,
      result === 'success' ? 'done' : `refused: ${resultReason}`,
      actor.userPrincipalName || `${actor.displayName}, ${actor.appDisplayName ?? actor.appId}`,
    ]),
  );
}

function rowToJson({ id, createdAt, activity, category, operationType, ...row }: AuditLogEntry): object {
  const { result, resultReason, actor, target, correlationId } = row;
  return {
    id,
    createdAt: formatTime(createdAt),
    activity,
    category,
    operationType,
    result,
    resultReason,
    target: { type: target.type, id: target.id ?? null, displayName: target.displayName ?? null },
    actor: {
      userPrincipalName: actor.userPrincipalName,
      displayName: actor.displayName,
      application: actor.appDisplayName ?? null,
      ipAddress: actor.ipAddress ?? null,
    },
    correlationId: correlationId ?? null,
  };
}
