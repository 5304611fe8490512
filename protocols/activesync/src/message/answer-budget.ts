import type { MailMessage } from '@signet/identity';
import type { SyncOptions } from '../sync/sync-options.ts';
import type { BodyWish } from './describe-body.ts';

/**
 * How much of bodies and attachments one answer may still carry. An answer is made in memory, and a device may
 * ask for hundreds of messages of 10 MB at once: what comes after the budget is cut and says so, and the device
 * fetches it on its own.
 */
export class AnswerBudget {
  #left: number;

  constructor(maxBytes: number = MAX_ANSWER_BYTES) {
    this.#left = maxBytes;
  }

  /** The wish as far as the budget goes; what the message may take of it is taken. */
  cut<Wish extends BodyWish>({ sizeBytes }: Pick<MailMessage, 'sizeBytes'>, wish: Wish): Wish {
    const left = this.#left;
    const bodyPreferences = (wish.bodyPreferences.length > 0 ? wish.bodyPreferences : [TEXT]).map(
      (preference) => ({
        ...preference,
        truncationSize: Math.min(preference.truncationSize ?? left, left),
      }),
    );
    const largest = Math.max(...bodyPreferences.map(({ truncationSize }) => truncationSize));
    this.#left -= Math.min(sizeBytes, largest);
    return { ...wish, bodyPreferences };
  }

  /** Whether so many bytes still go in, which are taken then. */
  take(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }
}

/** What a device gets that says nothing. */
const TEXT: SyncOptions['bodyPreferences'][number] = {
  type: 1,
  truncationSize: undefined,
  allOrNone: false,
  preview: undefined,
};

/** Three of the largest messages, or a month of a person's ordinary ones. */
export const MAX_ANSWER_BYTES: number = 32 * 1024 * 1024;
