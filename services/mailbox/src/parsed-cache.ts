import type { MailMessageId } from '@signet/identity';
import { MAX_CACHE_BYTES } from './budgets.ts';
import type { ParsedMail } from './parsed-mail.ts';

/** Messages never change, so what was taken apart stays true; the ones asked for last stay. */
export class ParsedCache {
  readonly #entries = new Map<MailMessageId, ParsedMail>();
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number = MAX_CACHE_BYTES) {
    this.#maxBytes = maxBytes;
  }

  find(id: MailMessageId): ParsedMail | undefined {
    const mail = this.#entries.get(id);
    if (mail === undefined) return undefined;
    // A Map keeps the order of insertion: the first is the one that nobody has asked for longest.
    this.#entries.delete(id);
    this.#entries.set(id, mail);
    return mail;
  }

  put(id: MailMessageId, mail: ParsedMail): void {
    this.#drop(id);
    this.#entries.set(id, mail);
    this.#bytes += sizeOf(mail);
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#drop(oldest);
    }
  }

  #drop(id: MailMessageId): void {
    const mail = this.#entries.get(id);
    if (mail !== undefined) this.#bytes -= sizeOf(mail);
    this.#entries.delete(id);
  }
}

function sizeOf({ text, html = '', attachments }: ParsedMail): number {
  const attached = attachments.reduce((sum, { content }) => sum + content.length, 0);
  return OVERHEAD_BYTES + 2 * (text.length + html.length) + attached;
}

/** Of the objects around the texts. */
const OVERHEAD_BYTES = 4096;
