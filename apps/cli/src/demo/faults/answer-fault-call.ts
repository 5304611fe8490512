import { LabError } from '@signet/lab';
import { FAULT_NAMES, type FaultCall } from './fault-names.ts';
import type { Faults } from './faults.ts';

/** What the running demo does with a call of `signet lab fault`. */
export function answerFaultCall(faults: Faults): (call: unknown) => Promise<unknown> {
  return async (call) => {
    const read = readCall(call);
    switch (read.do) {
      case 'list':
        return await faults.list();
      case 'set':
        return await faults.set(read.fault, read);
      case 'clear':
        return await faults.clear(read.fault);
      default:
        return read satisfies never;
    }
  };
}

/** The caller may be the command line of another version. */
function readCall(call: unknown): FaultCall {
  const parts: Readonly<Record<string, unknown>> =
    typeof call === 'object' && call !== null ? { ...call } : {};
  const fault = FAULT_NAMES.find((name) => name === parts['fault']);
  if (parts['do'] === 'list') return { do: 'list' };
  if (parts['do'] === 'set' && fault) return { do: 'set', fault, behind: parts['behind'] === true };
  if (parts['do'] === 'clear' && (fault ?? parts['fault']) === fault) return { do: 'clear', fault };
  throw new LabError('control-refused', 'The running demo does not know that: start it again.');
}
