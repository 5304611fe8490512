/** Why no path is valid, the least useful first: among several candidate paths the one that failed latest here is told. */
export const PATH_FAILURE_CODES = [
  'no-path',
  'issuer-unknown',
  'path-too-long',
  'work-budget-spent',
  'signature-invalid',
  'algorithm-not-allowed',
  'key-too-weak',
  'not-a-ca',
  'path-length-exceeded',
  'key-usage-violation',
  'unknown-critical-extension',
  'name-constraint-violation',
  'policy-violation',
  'extended-key-usage-violation',
  'not-yet-valid',
  'expired',
  'revocation-undetermined',
  'revoked',
] as const;

export type PathFailureCode = (typeof PATH_FAILURE_CODES)[number];
