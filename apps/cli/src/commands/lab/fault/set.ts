import { Argument, type Command } from 'commander';
import { FAULT_NAMES, type FaultName } from '../../../demo/faults/fault-names.ts';
import { CommandError, EXIT } from '../../../exit-codes.ts';
import type { GlobalOptions } from '../../../installation.ts';
import { print } from '../../../terminal/print.ts';
import { callDemo } from './call-demo.ts';

interface LabFaultSetOptions extends GlobalOptions {
  readonly behind?: true;
}

export function registerLabFaultSet(fault: Command): void {
  fault
    .command('set')
    .description('Break one thing; «signet doctor» finds it and says how to mend it.')
    .addArgument(new Argument('<fault>', 'what is broken').choices(FAULT_NAMES))
    .option('--behind', 'clock-off: an hour behind instead of ahead')
    .addHelpText('after', '\nExample:\n  signet lab fault set crl-server-stopped')
    .action(async (name: FaultName, _options, command: Command) => {
      const options = command.optsWithGlobals<LabFaultSetOptions>();
      const { behind = false } = options;
      if (behind && name !== 'clock-off')
        throw new CommandError(EXIT.usage, '--behind is for clock-off: leave it out.');
      const states = await callDemo(options, { do: 'set', fault: name, behind });
      print(options, states, () =>
        [
          ...states.map(({ effect }) => effect),
          `«signet doctor» finds it; «signet lab fault clear ${name}» ends it.`,
        ].join('\n'),
      );
    });
}
