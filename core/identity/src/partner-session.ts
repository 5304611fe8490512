import type { UnixSeconds } from '@signet/pki';
import type { SessionId, UserId } from './ids.ts';

/** A session of the token service that a SAML partner's assertion opened, as the partner knows it. */
export interface PartnerSession {
  readonly sessionId: SessionId;
  readonly userId: UserId;
  /** Name of the federated domain. */
  readonly domain: string;
  /** As the assertion named the person. */
  readonly nameId: string;
  readonly nameIdFormat: string | undefined;
  readonly spNameQualifier: string | undefined;
  readonly sessionIndex: string | undefined;
  readonly expiresAt: UnixSeconds;
}
