import { callControl, hasLabPki, LabError } from '@signet/lab';
import type { FaultCall, FaultState } from '../../../demo/faults/fault-names.ts';
import { CommandError, EXIT } from '../../../exit-codes.ts';
import { type GlobalOptions, locateInstallation } from '../../../installation.ts';

/** Commands the demo that runs on the data folder; what is no demo, or does not run, is refused here. */
export async function callDemo(
  options: Pick<GlobalOptions, 'data'>,
  call: FaultCall,
): Promise<readonly FaultState[]> {
  const { folder, labFolder } = locateInstallation(options);
  if (!hasLabPki(labFolder)) {
    throw new CommandError(
      EXIT.refused,
      `${folder} holds no demo, and nothing else is broken on purpose: name a demo’s data folder with --data.`,
    );
  }
  try {
    return (await callControl(labFolder, call)) as readonly FaultState[];
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    if (error.code === 'control-refused')
      throw new CommandError(EXIT.refused, error.message, { cause: error });
    const message =
      error.code === 'no-control'
        ? `No demo is running on ${folder}: start it with «signet start --demo».`
        : `The running demo failed: ${error.message}`;
    throw new CommandError(EXIT.failed, message, { cause: error });
  }
}
