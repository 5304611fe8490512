import { newMailMessageId } from '@signet/mailbox';
import { childrenOf, element, Move, textOf, type WbxmlElement } from '@signet/wbxml';
import { type Call, COMMON_STATUS, type Command, statusAnswer } from '../command.ts';
import { echoId, readFolderId, readMessageId } from '../ids.ts';

/** Moves messages; the next Sync of both folders tells of it too (MS-ASCMD). */
export const moveItems: Command = {
  root: Move.MoveItems,
  status: Move.Status,
  async run(call) {
    const moves = childrenOf(call.body, Move.Move);
    if (moves.length === 0 || moves.length > MAX_MOVES)
      return statusAnswer(moveItems, COMMON_STATUS.invalidContent);
    const responses: WbxmlElement[] = [];
    for (const move of moves) responses.push(await answerMove(call, move));
    return element(Move.MoveItems, responses);
  },
};

async function answerMove(call: Call, move: WbxmlElement): Promise<WbxmlElement> {
  const source = textOf(move, Move.SrcMsgId) ?? '';
  const outcome = await moveMessage(call, source, move);
  return element(Move.Response, [
    element(Move.SrcMsgId, echoId(source)),
    element(Move.Status, outcome.status),
    'newId' in outcome ? element(Move.DstMsgId, outcome.newId) : undefined,
  ]);
}

async function moveMessage(
  { options, user }: Call,
  source: string,
  move: WbxmlElement,
): Promise<{ readonly status: number } | { readonly status: number; readonly newId: string }> {
  const sourceFolder = textOf(move, Move.SrcFldId);
  const targetId = readFolderId(textOf(move, Move.DstFldId));
  const id = readMessageId(source);
  return options.mailboxes.transaction(async ({ mailboxes }) => {
    const message = id && (await mailboxes.find(user.id, id));
    if (!message || message.folderId !== sourceFolder) return { status: BAD_SOURCE };
    const target = targetId && (await mailboxes.findFolder(user.id, targetId));
    if (!target) return { status: BAD_TARGET };
    if (target.id === message.folderId) return { status: SAME_FOLDER };
    const moved = await mailboxes.move(user.id, message.id, target.id, newMailMessageId(options.random));
    return moved ? { status: SUCCESS, newId: moved.id } : { status: BAD_SOURCE };
  });
}

const MAX_MOVES = 1000;

/** MS-ASCMD §2.2.3.177.11: success is 3 here. */
const BAD_SOURCE = 1;
const BAD_TARGET = 2;
const SUCCESS = 3;
const SAME_FOLDER = 4;
