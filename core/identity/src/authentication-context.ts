import type { TenantId } from './ids.ts';

/**
 * What an API can ask a sign-in to be, beyond a token: authenticationContextClassReference of Microsoft Graph. Here each
 * that is available demands the same, multi-factor authentication; several ids let APIs tell apart what they ask for.
 */
export interface AuthenticationContext {
  readonly tenantId: TenantId;
  /** `c1` to `c99`: what stands in `acrs`. */
  readonly id: string;
  readonly displayName: string;
  readonly description: string;
  /** Only these can be asked for. */
  readonly isAvailable: boolean;
}

/** `c1` to `c99`, as Microsoft Graph names authentication contexts. */
export function isAuthenticationContextId(text: string): boolean {
  return /^c[1-9]\d?$/.test(text);
}
