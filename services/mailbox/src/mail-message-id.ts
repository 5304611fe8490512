import type { MailMessageId, Random } from '@signet/identity';

/** 32 hex digits, as the port has them: of one message in one folder, not the Message-ID of its header. */
export function newMailMessageId(random: Random): MailMessageId {
  return Buffer.from(random.bytes(16)).toString('hex') as MailMessageId;
}
