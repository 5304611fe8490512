import type { Directory } from '@signet/identity';
import type { Services } from '@signet/server/services';
import { auditRow } from './audit-row.ts';
import { AUDITED_WRITES, type AuditedWrite } from './audited-writes.ts';

/**
 * The directory as commands have it: what they change of people, applications and trust leaves a row in the audit log, as it
 * does through Graph; both are on disk together or not at all. `scope`: whether this is the directory of a transaction already.
 */
export function auditedDirectory(
  directory: Directory,
  services: Pick<Services, 'clock' | 'random'>,
  scope: 'outside' | 'inside' = 'outside',
): Directory {
  const together = <Result>(work: (inside: Directory) => Promise<Result>): Promise<Result> =>
    scope === 'inside' ? work(directory) : directory.transaction(work);
  const audited = Object.entries(AUDITED_WRITES).map(([name, writes]) => {
    const repository = name as keyof typeof AUDITED_WRITES;
    // Here all methods are alike; the table's type holds each to what it is called with.
    const methods = Object.entries(writes as Readonly<Record<string, AuditedWrite<readonly unknown[]>>>);
    const noted = methods.map(([method, write]) => [
      method,
      (...values: readonly unknown[]) =>
        together(async (inside) => {
          // Before the change: afterwards what was removed has no name.
          const change = await write(values, inside);
          const result = await methodOf(inside[repository], method)(...values);
          if (change !== undefined && result !== false) await inside.auditLog.add(auditRow(change, services));
          return result;
        }),
    ]);
    return [repository, { ...directory[repository], ...Object.fromEntries(noted) }];
  });
  return {
    ...directory,
    ...Object.fromEntries(audited),
    transaction: (work) =>
      directory.transaction((inside) => work(auditedDirectory(inside, services, 'inside'))),
  };
}

function methodOf(repository: object, method: string): (...values: readonly unknown[]) => Promise<unknown> {
  return Reflect.get(repository, method);
}
