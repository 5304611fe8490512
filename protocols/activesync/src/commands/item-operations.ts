import { element, ItemOperations, type WbxmlElement } from '@signet/wbxml';
import { type Call, type Command, statusAnswer } from '../command.ts';
import { emptyFolder } from './empty-folder.ts';
import { type FetchedItem, fetchItem } from './fetch-item.ts';

/**
 * Fetches whole messages and attachments, and empties folders (activesync.md §4.5). Parts are inline, which a
 * client must take.
 */
export const itemOperations: Command = {
  root: ItemOperations.ItemOperations,
  status: ItemOperations.Status,
  async run(call) {
    const operations = call.body?.children ?? [];
    if (operations.length === 0 || operations.length > MAX_OPERATIONS)
      return statusAnswer(itemOperations, PROTOCOL_ERROR);
    const responses: WbxmlElement[] = [];
    let room = MAX_ANSWER_BYTES;
    for (const operation of operations) {
      const { answer, cost } = await answerOperation(call, operation, room);
      responses.push(answer);
      room -= cost;
    }
    return element(ItemOperations.ItemOperations, [
      element(ItemOperations.Status, SUCCESS),
      element(ItemOperations.Response, responses),
    ]);
  },
};

async function answerOperation(call: Call, operation: WbxmlElement, room: number): Promise<FetchedItem> {
  switch (operation.tag) {
    case ItemOperations.Fetch:
      return fetchItem(call, operation, room);
    case ItemOperations.EmptyFolderContents:
      return { answer: await emptyFolder(call, operation), cost: 0 };
    default:
      // Move is for whole conversations, which nobody keeps here.
      return {
        answer: statusAnswer({ root: operation.tag, status: ItemOperations.Status }, NOT_SUPPORTED),
        cost: 0,
      };
  }
}

const MAX_OPERATIONS = 100;
/** Two of the largest messages in base64; what is beyond is asked for in another request. */
const MAX_ANSWER_BYTES: number = 32 * 1024 * 1024;

/** MS-ASCMD §2.2.3.177.8. */
const SUCCESS = 1;
const PROTOCOL_ERROR = 2;
const NOT_SUPPORTED = 156;
