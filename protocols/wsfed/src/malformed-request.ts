import type { Check } from '@signet/pki';

/** A request that cannot be read, or is none of those that its address takes. */
export function malformedRequest(detail: string): Check {
  return { check: 'request', rule: 'WS-Federation 1.2 §13.2', object: 'request', result: 'fail', detail };
}
