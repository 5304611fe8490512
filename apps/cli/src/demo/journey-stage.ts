import type { LabPki } from '@signet/lab';
import type { Origins } from '@signet/server';

/** What the journey needs of a server, in this process or another. */
export interface JourneyStage {
  readonly origins: Origins;
  readonly pki: LabPki;
  /** Has the server take up the CRLs that were just published. */
  refreshCrls(): Promise<void>;
  /** Puts a message into a person's mailbox. */
  deliverMail(to: string, subject: string): Promise<void>;
}
