import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';

/** Asks on a terminal, where only «y» or «yes» goes on. A script has decided already: the answer is yes. */
export async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return true;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    // Ctrl-D closes the terminal without an answer, Ctrl-C aborts the question: neither is a yes.
    const closed = once(terminal, 'close').then(() => '');
    const answer = await Promise.race([terminal.question(`${question} [y/N] `).catch(() => ''), closed]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
