import type { Application } from '../application.ts';
import { AMR_MULTI_FACTOR, type Authentication } from '../grant.ts';

/** Whether what was proved is too little for this application. */
export function needsSecondFactor(
  application: Pick<Application, 'requiresMultiFactor'>,
  authentication: Pick<Authentication, 'amr'>,
): boolean {
  return application.requiresMultiFactor === true && isSingleFactor(authentication);
}

/** RFC 8176: `mfa` is not among the methods, whatever they are. */
export function isSingleFactor({ amr }: Pick<Authentication, 'amr'>): boolean {
  return !amr.includes(AMR_MULTI_FACTOR);
}
