import type { SendOutcome } from '@signet/mailbox';
import { booleanOf, ComposeMail, childOf, contentBytes, textOf, type WbxmlElement } from '@signet/wbxml';
import { type Call, COMMON_STATUS, type Command, statusAnswer } from '../command.ts';

/** Sends a message as it stands; an empty answer says that it went (MS-ASCMD). */
export const sendMail: Command = {
  root: ComposeMail.SendMail,
  status: ComposeMail.Status,
  async run(call) {
    const mime = readMime(call.body);
    if (!mime) return statusAnswer(sendMail, COMMON_STATUS.invalidContent);
    const status = await submit(call, mime);
    return status === undefined ? undefined : statusAnswer(sendMail, status);
  },
};

/** The message of a SendMail, SmartReply or SmartForward; `undefined` when there is none. */
export function readMime(body: WbxmlElement | undefined): Uint8Array | undefined {
  const mime = childOf(body, ComposeMail.Mime);
  return mime && contentBytes(mime);
}

/** `undefined` when the message went, else the status to answer with. */
export async function submit(
  { options, user, device, body }: Call,
  mime: Uint8Array,
): Promise<number | undefined> {
  const clientId = textOf(body, ComposeMail.ClientId)?.slice(0, 64);
  const { outcome } = await options.mailboxes.send(user, mime, {
    saveInSent: booleanOf(body, ComposeMail.SaveInSentItems) ?? false,
    attempt: clientId === undefined ? undefined : `${device.deviceId}/${clientId}`,
  });
  return STATUSES[outcome];
}

/** MS-ASCMD §2.2.2. */
const STATUSES: Readonly<Record<SendOutcome['outcome'], number | undefined>> = {
  sent: undefined,
  duplicate: 118,
  'no-recipients': 119,
  'unknown-recipients': 116,
  'outside-recipients': 120,
  'mailbox-full': 120,
  'own-mailbox-full': 113,
  'too-many-recipients': 120,
  'too-large': 115,
  malformed: 107,
};
