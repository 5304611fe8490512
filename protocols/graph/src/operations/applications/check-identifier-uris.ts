import type { Application, Directory } from '@signet/identity';
import { findIdentifierUriFault } from '@signet/sign-in';
import { badRequest } from '../../graph-error.ts';
import type { Call } from '../../operation.ts';

export interface IdentifierUriServices extends Pick<Call<unknown>, 'root'> {
  readonly directory: Pick<Directory, 'applications' | 'domains'>;
}

/** The names under which others may ask for the application, without repeats. Throws `Request_BadRequest` for a new one that is somebody else's. */
export async function checkIdentifierUris(
  uris: readonly string[],
  before: Application,
  { directory, root }: IdentifierUriServices,
): Promise<readonly string[]> {
  for (const uri of uris) {
    if (before.identifierUris.includes(uri)) continue;
    const fault = await findIdentifierUriFault(uri, before, { directory, graph: root });
    if (fault !== undefined) throw badRequest(`identifierUris: ${uri.slice(0, 256)} ${fault}.`);
  }
  return [...new Set(uris)];
}
