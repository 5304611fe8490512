/**
 * services/mailbox keeps the mail of the installation's own users: it takes messages in by SMTP on loopback or
 * from a face, delivers them to local mailboxes, and takes them apart for reading.
 */
export type * from './mailboxes.ts';
export type * from './parsed-mail.ts';
