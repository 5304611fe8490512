import type { Schemas } from './graph-api.ts';

/** Who a row of the log is about: the user, or what the certificate calls them while no user was found yet. */
export function subjectOf({ userPrincipalName, signetEvidence }: Schemas['SignIn']): string {
  return userPrincipalName ?? signetEvidence?.certificate?.subject ?? 'Unknown';
}
