import type { UnixSeconds } from '@signet/pki';

/** A message taken apart: what the phone is shown. */
export interface ParsedMail {
  readonly subject: string;
  readonly from: readonly MailAddress[];
  readonly to: readonly MailAddress[];
  readonly cc: readonly MailAddress[];
  readonly replyTo: readonly MailAddress[];
  /** The Date header, if there is one that can be read. */
  readonly date: UnixSeconds | undefined;
  readonly messageId: string | undefined;
  /** Of the first message of the thread, as far as the headers tell; the message's own otherwise. */
  readonly threadId: string | undefined;
  readonly importance: 'low' | 'normal' | 'high';
  /** Made from the HTML when the message has none; empty when there is neither, or too much HTML. */
  readonly text: string;
  /** As sent, with its `cid:` links; nothing is sanitised or fetched. */
  readonly html: string | undefined;
  /** Which of both the message itself has. */
  readonly nativeBody: 'text' | 'html';
  /** `opaque`: S/MIME in one piece, encrypted or signed, which only the phone can open. */
  readonly security: 'none' | 'multipart-signed' | 'opaque';
  readonly attachments: readonly MailAttachment[];
}

export interface MailAddress {
  /** Empty when the header gives none. */
  readonly name: string;
  readonly address: string;
}

export interface MailAttachment {
  /** Its place in the message, from 0: stable, because the bytes never change. */
  readonly index: number;
  readonly fileName: string;
  readonly contentType: string;
  readonly contentId: string | undefined;
  readonly isInline: boolean;
  /** A whole message (`message/rfc822`). */
  readonly isMessage: boolean;
  readonly content: Uint8Array;
}
