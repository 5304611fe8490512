import type { Check, UnixSeconds } from '@signet/pki';
import type { SignInCode } from './sign-in-code.ts';

/** One row of the sign-in log: one decision, whichever face asked for it (Microsoft Graph). */
export interface SignInLogEntry {
  /** The request id that the error page shows; a request that was judged twice has two rows. */
  readonly id: string;
  readonly createdAt: UnixSeconds;
  readonly tenantId: string | undefined;
  readonly userId: string | undefined;
  /** As typed or as asserted, when no user was found. */
  readonly userPrincipalName: string | undefined;
  readonly appId: string | undefined;
  readonly face: SignInFace;
  readonly correlationId: string | undefined;
  readonly ipAddress: string | undefined;
  readonly userAgent: string | undefined;
  /** `success`, or the reason for the refusal. */
  readonly code: 'success' | SignInCode;
  /** AADSTS number; 0 for success. */
  readonly errorCode: number;
  readonly certificate:
    | { readonly subject: string; readonly issuer: string; readonly serialNumber: string }
    | undefined;
  readonly evidence: readonly Check[];
}

/** Where the decision was asked for. */
export type SignInFace =
  | 'federation-server'
  | 'federated-assertion'
  | 'managed-certificate'
  | 'second-factor'
  | 'authorize-request'
  | 'session'
  | 'authorization-code'
  | 'device-code'
  | 'refresh-token'
  | 'client-credentials'
  | 'on-behalf-of'
  | 'introspection'
  | 'revocation'
  | 'ws-trust'
  | 'assertion-grant'
  | 'password-grant'
  | 'activesync';
