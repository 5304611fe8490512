import { element, ItemOperations, type WbxmlElement } from '@signet/wbxml';
import { type Call, type Command, statusAnswer } from '../command.ts';
import { AnswerBudget } from '../message/answer-budget.ts';
import { emptyFolder } from './empty-folder.ts';
import { fetchItem } from './fetch-item.ts';

/**
 * Fetches whole messages and attachments, and empties folders (MS-ASCMD). Parts are inline, which a
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
    const budget = new AnswerBudget();
    for (const operation of operations) responses.push(await answerOperation(call, operation, budget));
    return element(ItemOperations.ItemOperations, [
      element(ItemOperations.Status, SUCCESS),
      element(ItemOperations.Response, responses),
    ]);
  },
};

async function answerOperation(
  call: Call,
  operation: WbxmlElement,
  budget: AnswerBudget,
): Promise<WbxmlElement> {
  switch (operation.tag) {
    case ItemOperations.Fetch:
      return fetchItem(call, operation, budget);
    case ItemOperations.EmptyFolderContents:
      return emptyFolder(call, operation);
    default:
      // Move is for whole conversations, which nobody keeps here.
      return statusAnswer({ root: operation.tag, status: ItemOperations.Status }, NOT_SUPPORTED);
  }
}

const MAX_OPERATIONS = 100;

/** MS-ASCMD §2.2.3.177.8. */
const SUCCESS = 1;
const PROTOCOL_ERROR = 2;
const NOT_SUPPORTED = 156;
