import type { LastVerb } from '@signet/identity';
import { booleanOf, ComposeMail, childOf, textOf, type WbxmlTag } from '@signet/wbxml';
import { type Call, COMMON_STATUS, type Command, statusAnswer } from '../command.ts';
import { readMessageId } from '../ids.ts';
import { attachOriginal } from '../message/attach-original.ts';
import { readMime, submit } from './send-mail.ts';

/** Sends an answer to a message of the mailbox, which the server adds (MS-ASCMD). */
export const smartReply: Command = smartSend(ComposeMail.SmartReply, 'reply');

/** Sends a message of the mailbox on. */
export const smartForward: Command = smartSend(ComposeMail.SmartForward, 'forward');

function smartSend(root: WbxmlTag, verb: LastVerb): Command {
  const names = { root, status: ComposeMail.Status };
  return {
    ...names,
    async run(call) {
      const mime = readMime(call.body);
      if (!mime) return statusAnswer(names, COMMON_STATUS.invalidContent);
      const { mailboxes } = call.options.directory;
      const source = childOf(call.body, ComposeMail.Source);
      const id = readMessageId(textOf(source, ComposeMail.ItemId));
      const message = id && (await mailboxes.find(call.user.id, id));
      const original = id && (await mailboxes.findRaw(call.user.id, id));
      const folderId = textOf(source, ComposeMail.FolderId);
      if (!id || !original || (folderId !== undefined && folderId !== message?.folderId))
        return statusAnswer(names, COMMON_STATUS.itemNotFound);
      const replacesMime = booleanOf(call.body, ComposeMail.ReplaceMime) ?? false;
      const whole = replacesMime ? mime : attachOriginal(mime, original, boundary(call));
      const status = await submit(call, whole);
      if (status !== undefined) return statusAnswer(names, status);
      await call.options.mailboxes.transaction((work) =>
        work.mailboxes.setFlags(call.user.id, id, { lastVerb: verb }),
      );
      return undefined;
    },
  };
}

function boundary({ options }: Call): string {
  return `signet-${options.random.guid()}`;
}
