/**
 * services/mailbox keeps the mail of the installation's own users: it takes messages in by SMTP on loopback or
 * from a face, delivers them to local mailboxes, and takes them apart for reading.
 */
export { DEFAULT_QUOTA_BYTES, MAX_MESSAGE_BYTES, MAX_RECIPIENTS } from './budgets.ts';
export { composeMail } from './compose.ts';
export { MailError, type MailErrorCode } from './mail-error.ts';
export { newMailMessageId } from './mail-message-id.ts';
export type * from './mailbox-types.ts';
export { createMailboxes } from './mailboxes.ts';
export { primaryAddressOf } from './outgoing.ts';
export type * from './parsed-mail.ts';
export { type SmtpReceiver, type SmtpReceiverOptions, startSmtpReceiver } from './smtp-receiver.ts';
