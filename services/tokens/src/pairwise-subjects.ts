import { createHmac } from 'node:crypto';
import type { ApplicationId, Directory, Random, User } from '@signet/identity';

/** `sub`: one person has another at each application, and nobody but us can tell that they are one. */
export type PairwiseSubjects = (user: Pick<User, 'id' | 'tenantId'>, appId: ApplicationId) => Promise<string>;

/**
 * OpenID Connect Core §8.1, with the secret of the installation: from the ids alone, which tokens show, nobody can work
 * out whose `sub` at another application this is.
 */
export function createPairwiseSubjects(services: {
  readonly directory: Pick<Directory, 'installationSecrets'>;
  readonly random: Random;
}): PairwiseSubjects {
  const { directory, random } = services;
  let secret: Promise<Uint8Array> | undefined;
  const load = (): Promise<Uint8Array> => {
    secret ??= directory.installationSecrets.findOrAdd(NAME, random.bytes(SECRET_BYTES)).catch((error) => {
      secret = undefined;
      throw error;
    });
    return secret;
  };
  return async ({ tenantId, id }, appId) =>
    createHmac('sha256', await load())
      .update(`${tenantId}\n${appId}\n${id}`)
      .digest('base64url');
}

const NAME = 'pairwise-subject';
/** RFC 2104 §3: as long as the output of the hash. */
const SECRET_BYTES = 32;
