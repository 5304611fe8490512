import type { Command } from 'commander';
import { registerLabFaultCommands } from './fault/index.ts';
import { registerLabIssue } from './issue.ts';
import { registerLabList } from './list.ts';
import { registerLabPublish } from './publish.ts';
import { registerLabRevoke } from './revoke.ts';
import { registerLabUnrevoke } from './unrevoke.ts';

/** The demo PKI in `<data>/lab`; the publisher of a running server serves what these commands write. */
export function registerLabCommands(program: Command): void {
  const lab = program
    .command('lab')
    .description('The demo: issue, revoke and publish, break things on purpose.');
  registerLabIssue(lab);
  registerLabList(lab);
  registerLabRevoke(lab);
  registerLabUnrevoke(lab);
  registerLabPublish(lab);
  registerLabFaultCommands(lab);
}
