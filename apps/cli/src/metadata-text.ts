import type { MetadataRefresh } from '@signet/identity';
import { formatTime } from '@signet/pki';
import { CommandError, EXIT } from './exit-codes.ts';
import type { GlobalOptions } from './installation.ts';
import { endWithDot, print } from './terminal/print.ts';
import { withoutControls } from './terminal/without-controls.ts';

/** Tells what came of a refresh; one that took nothing ends the command with an error. */
export function printRefresh(
  options: GlobalOptions,
  name: string,
  refresh: MetadataRefresh | undefined,
): void {
  if (refresh === undefined)
    throw new CommandError(
      EXIT.failed,
      `Another process is refreshing ${name} at this moment; try again in a minute.`,
    );
  const { url, result, reason, nextRunAt } = refresh;
  const json = { name, url, result, reason: reason ?? null, nextRunAt: formatTime(nextRunAt) };
  if (result === 'updated' || result === 'unchanged') {
    const what = result === 'updated' ? 'took what is new in' : 'has all that is in';
    print(options, json, () => withoutControls(`${name} ${what} ${url}.`));
    return;
  }
  const text = `Nothing was taken for ${name} from ${url}; the old stays in force. ${endWithDot(reason ?? '')}`;
  throw new CommandError(EXIT.refused, withoutControls(text));
}
