import type { Command } from 'commander';
import type { GlobalOptions } from '../../../installation.ts';
import { print } from '../../../terminal/print.ts';
import { formatTable } from '../../../terminal/table.ts';
import { callDemo } from './call-demo.ts';

export function registerLabFaultList(fault: Command): void {
  fault
    .command('list')
    .description('List what can be broken, and what is broken now.')
    .addHelpText('after', '\nExample:\n  signet lab fault list')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const states = await callDemo(options, { do: 'list' });
      print(options, states, () =>
        formatTable(
          ['Fault', 'Set', 'What it does'],
          states.map(({ fault: name, isSet, effect }) => [name, isSet ? 'yes' : 'no', effect]),
        ),
      );
    });
}
