import type { ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';

/** Sends the response and its body as it comes; rejects when the body fails. Ends quietly when the client goes away. */
export async function writeResponse(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.statusCode = response.status;
  for (const [name, value] of response.headers) {
    if (name !== 'set-cookie') outgoing.setHeader(name, value);
  }
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) outgoing.setHeader('set-cookie', cookies);

  if (response.body === null) {
    outgoing.end();
  } else if (outgoing.req.method === 'HEAD') {
    // RFC 9110 §9.3.2: the fields of GET without its content.
    await response.body.cancel();
    outgoing.end();
  } else {
    await writeBody(response.body.getReader(), outgoing);
  }
}

async function writeBody(body: BodyReader, outgoing: ServerResponse): Promise<void> {
  outgoing.once('close', () => void body.cancel().catch(() => undefined));
  const first = await body.read();
  const second = first.done ? first : body.read();
  // Nearly every body is one piece, which then goes out with its length, in one write.
  const next = await Promise.race([second, setImmediate('later' as const)]);
  if (next !== 'later' && next.done) {
    outgoing.end(first.value);
    return;
  }
  for (let piece = first; !piece.done && !outgoing.destroyed; ) {
    if (!outgoing.write(piece.value)) await drained(outgoing);
    piece = piece === first ? await second : await body.read();
  }
  outgoing.end();
}

function drained(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => outgoing.once('drain', resolve).once('close', resolve));
}

type BodyReader = ReadableStreamDefaultReader<Uint8Array>;
