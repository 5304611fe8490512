import type { Clock, Directory, Random } from '@signet/identity';
import type { Mailboxes } from '@signet/mailbox';
import type { SignIn } from '@signet/sign-in';

/** The part of the policy that an installation chooses (MS-ASPROV). */
export interface DevicePolicy {
  readonly requirePasscode: boolean;
}

/** What the mail door serves from. */
export interface ActiveSyncOptions {
  readonly directory: Directory;
  readonly clock: Clock;
  readonly random: Random;
  readonly signIn: SignIn;
  readonly mailboxes: Mailboxes;
  /** What is asked of every device. */
  readonly policy: DevicePolicy;
  /** Calls back when a new CRL is in use: held requests ask the decision again. Answers how to stop. */
  readonly onNewCrl: (listener: () => void) => () => void;
  /** Aborted when the server stops: held requests are answered at once. */
  readonly stopping: AbortSignal;
}
