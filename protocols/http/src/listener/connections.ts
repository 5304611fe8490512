import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * The open connections and how many requests run on each. Node's own list counts a connection that has not
 * sent anything yet as busy; browsers open those ahead of need and would hold a shutdown up.
 */
export class Connections {
  readonly #running = new Map<Socket, Set<ServerResponse>>();
  #isClosing = false;

  add(socket: Socket): void {
    if (this.#isClosing) {
      socket.destroy();
      return;
    }
    this.#running.set(socket, new Set());
    socket.once('close', () => this.#running.delete(socket));
  }

  begin(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { socket } = incoming;
    this.#running.get(socket)?.add(outgoing);
    if (this.#isClosing) outgoing.shouldKeepAlive = false;
    outgoing.once('close', () => {
      this.#running.get(socket)?.delete(outgoing);
      if (this.#isClosing && this.#isIdle(socket)) socket.destroySoon();
    });
  }

  /** From now on a connection ends with its last running request; idle ones end at once. */
  close(): void {
    this.#isClosing = true;
    for (const [socket, responses] of this.#running) {
      if (responses.size === 0) socket.destroy();
      for (const response of responses) {
        if (!response.headersSent) response.shouldKeepAlive = false;
      }
    }
  }

  #isIdle(socket: Socket): boolean {
    return (this.#running.get(socket)?.size ?? 0) === 0;
  }
}
