import type { SignInLogRepository } from '@signet/identity';
import { NetworkBudget, type NetworkLimit } from './network-budget.ts';

/**
 * Every refusal leaves a row, and anybody can be refused: with a code that never was, with a certificate of his own making. So
 * of one network only so many a minute are written, that nobody fills the disk; those beyond are refused all the same.
 */
export function limitRefusals(signInLog: SignInLogRepository, limit: NetworkLimit): SignInLogRepository {
  const budget = new NetworkBudget(limit, 'more refusals in one network than are written to the sign-in log');
  return {
    ...signInLog,
    async add(entry) {
      const { code, ipAddress, createdAt } = entry;
      if (code !== 'success' && ipAddress !== undefined && !budget.take(ipAddress, createdAt)) return;
      await signInLog.add(entry);
    },
  };
}
