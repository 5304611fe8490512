import type { Command } from 'commander';
import { registerLabFaultClear } from './clear.ts';
import { registerLabFaultList } from './list.ts';
import { registerLabFaultSet } from './set.ts';

/** Breaks the demo that runs on the data folder, on purpose; an installation that is no demo is left alone. */
export function registerLabFaultCommands(lab: Command): void {
  const fault = lab.command('fault').description('Break the running demo on purpose and mend it again.');
  registerLabFaultList(fault);
  registerLabFaultSet(fault);
  registerLabFaultClear(fault);
}
