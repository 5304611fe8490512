import { createHash } from 'node:crypto';
import type { ClientSecret, Random } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';

/** How a secret of an application is to be; without an end it is good for two years, as Entra makes them. */
export interface ClientSecretFacts {
  readonly displayName: string | undefined;
  readonly startDate: UnixSeconds;
  readonly endDate: UnixSeconds | undefined;
}

/** A new secret: its text, which goes to the application and is kept nowhere, and what the directory keeps of it. */
export function createClientSecret(
  { displayName, startDate, endDate = startDate + TWO_YEARS }: ClientSecretFacts,
  random: Random,
): { readonly secret: ClientSecret; readonly text: string } {
  const text = random.secret();
  const secret = {
    keyId: random.guid(),
    sha256: createHash('sha256').update(text).digest('hex'),
    hint: text.slice(0, 3),
    ...(displayName !== undefined && { displayName }),
    startDate,
    endDate,
  };
  return { secret, text };
}

const TWO_YEARS = 2 * 365 * 86_400;
