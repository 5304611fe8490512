import type { ServerResponse } from 'node:http';

/** The answers that are on their way, so that a shutdown can let them finish and end their connections. */
export class RunningResponses {
  readonly #running = new Set<ServerResponse>();
  #isClosing = false;

  /** From `close` on: connections are ended as soon as nothing runs on them. */
  get isClosing(): boolean {
    return this.#isClosing;
  }

  begin(outgoing: ServerResponse): void {
    this.#running.add(outgoing);
    if (this.#isClosing) outgoing.shouldKeepAlive = false;
    outgoing.once('close', () => this.#running.delete(outgoing));
  }

  close(): void {
    this.#isClosing = true;
    for (const outgoing of this.#running) {
      if (!outgoing.headersSent) outgoing.shouldKeepAlive = false;
    }
  }
}
