import { composeMail } from '@signet/mailbox';
import type { Services } from '@signet/server';

/** Puts a short message into a mailbox of the demo. Throws when nobody has the address. */
export async function deliverDemoMail(
  { mailboxes, clock }: Pick<Services, 'mailboxes' | 'clock'>,
  to: string,
  subject: string,
): Promise<void> {
  const from = 'postmaster@contoso.example';
  const text = 'This message came while your phone was waiting for it.';
  const raw = await composeMail({ from, to: [to], subject, text, date: clock.now() });
  const delivery = await mailboxes.deliver(raw, { from, to: [to] });
  if (delivery.outcome !== 'delivered')
    throw new Error(`the message to ${to} was not delivered: ${delivery.outcome}`);
}
