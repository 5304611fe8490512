import type { UnixSeconds } from '@signet/pki';

/** A message of plain text, as RFC 5322 bytes. Addresses as in headers: `Alice <alice@contoso.example>`. */
export async function composeMail(mail: {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly date: UnixSeconds;
}): Promise<Uint8Array> {
  const { from, to, subject, text, date } = mail;
  // Loaded here, for few commands compose mail.
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
  const options = { from, to: [...to], subject, text, date: new Date(date * 1000) };
  return new Uint8Array(await new MailComposer(options).compile().build());
}
