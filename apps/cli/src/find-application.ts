import { type Application, type ApplicationId, type Directory, guid, isGuid } from '@signet/identity';
import { CommandError, EXIT } from './exit-codes.ts';

/** By its id alone: a name may be that of several, as in Entra. */
export async function findApplication(
  { applications }: Pick<Directory, 'applications'>,
  appId: string,
): Promise<Application> {
  const found = isGuid(appId) ? await applications.find(guid<ApplicationId>(appId)) : undefined;
  if (found) return found;
  throw new CommandError(
    EXIT.notFound,
    `There is no application ${appId}. Give its id, not its name: «signet app list» shows the ids.`,
  );
}

/** Reads, changes and writes an application in one step, so that of two changes at once neither is lost. */
export async function changeApplication(
  directory: Directory,
  appId: string,
  change: (before: Application, work: Directory) => Application | Promise<Application>,
): Promise<Application> {
  return await directory.transaction(async (work) => {
    await work.tenants.hold((await findApplication(work, appId)).tenantId);
    const before = await findApplication(work, appId);
    const after = await change(before, work);
    if (after !== before) await work.applications.update(after);
    return after;
  });
}
