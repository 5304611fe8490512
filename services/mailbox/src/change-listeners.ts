import type { Directory, MailboxRepository, MailFolderId, UserId } from '@signet/identity';
import type { MailLog } from './mailbox-types.ts';

type Listener = (folderId: MailFolderId) => void;

/** Who waits for changes of a user's folders in this process. */
export class ChangeListeners {
  readonly #listeners = new Map<UserId, Set<Listener>>();
  readonly #log: MailLog;

  constructor(log: MailLog) {
    this.#log = log;
  }

  add(userId: UserId, listener: Listener): () => void {
    const listeners = this.#listeners.get(userId) ?? new Set();
    this.#listeners.set(userId, listeners);
    // One's own function each time: the same listener added twice is removed twice.
    const added: Listener = (folderId) => listener(folderId);
    listeners.add(added);
    return () => {
      listeners.delete(added);
      if (listeners.size === 0 && this.#listeners.get(userId) === listeners) this.#listeners.delete(userId);
    };
  }

  /** The work's changes are told after its transaction has been committed, and not at all when it fails. */
  async transaction<Result>(
    directory: Directory,
    work: (directory: Directory) => Promise<Result>,
  ): Promise<Result> {
    const changed = new Map<MailFolderId, UserId>();
    const result = await directory.transaction((transaction) =>
      work({ ...transaction, mailboxes: recordChanges(transaction.mailboxes, changed) }),
    );
    for (const [folderId, userId] of changed) this.#tell(userId, folderId);
    return result;
  }

  #tell(userId: UserId, folderId: MailFolderId): void {
    for (const listener of [...(this.#listeners.get(userId) ?? [])]) {
      try {
        listener(folderId);
      } catch (error) {
        this.#log.error({ err: error, userId, folderId }, 'whoever waited for a folder failed');
      }
    }
  }
}

function recordChanges(mailboxes: MailboxRepository, changed: Map<MailFolderId, UserId>): MailboxRepository {
  return {
    ...mailboxes,
    async add(message, raw) {
      changed.set(message.folderId, message.userId);
      return mailboxes.add(message, raw);
    },
    async setFlags(userId, id, flags) {
      const message = await mailboxes.setFlags(userId, id, flags);
      if (message) changed.set(message.folderId, userId);
      return message;
    },
    async move(userId, id, toFolderId, newId) {
      const before = await mailboxes.find(userId, id);
      const message = await mailboxes.move(userId, id, toFolderId, newId);
      if (before && message) changed.set(before.folderId, userId).set(message.folderId, userId);
      return message;
    },
    async remove(userId, id) {
      const before = await mailboxes.find(userId, id);
      const isRemoved = await mailboxes.remove(userId, id);
      if (before && isRemoved) changed.set(before.folderId, userId);
      return isRemoved;
    },
  };
}
