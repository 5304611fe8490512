import type { Clock, Random } from '@signet/identity';
import { hasLabPki, type LabPki, openLabPki } from '@signet/lab';
import type { Installation } from '../installation.ts';

/** The PKI of the demo in a data folder; `undefined` for an installation that is no demo. */
export async function findDemoPki(
  { labFolder }: Pick<Installation, 'labFolder'>,
  services: { readonly clock: Clock; readonly random: Random },
): Promise<LabPki | undefined> {
  return hasLabPki(labFolder) ? openLabPki(labFolder, services) : undefined;
}
