import { Argument, type Command } from 'commander';
import { FAULT_NAMES, type FaultName } from '../../../demo/faults/fault-names.ts';
import type { GlobalOptions } from '../../../installation.ts';
import { print } from '../../../terminal/print.ts';
import { callDemo } from './call-demo.ts';

export function registerLabFaultClear(fault: Command): void {
  fault
    .command('clear')
    .description('Mend what was broken.')
    .addArgument(new Argument('[fault]', 'what is mended (default: all that is broken)').choices(FAULT_NAMES))
    .addHelpText('after', '\nExample:\n  signet lab fault clear')
    .action(async (name: FaultName | undefined, _options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const states = await callDemo(options, { do: 'clear', fault: name });
      print(options, states, () =>
        states.length === 0
          ? 'Nothing was set.'
          : `Ended: ${states.map(({ fault: ended }) => ended).join(', ')}.`,
      );
    });
}
