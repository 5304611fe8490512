import { createHash, timingSafeEqual } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Random } from '@signet/identity';
import { exchangeHttp, type HttpAnswer } from '../clients/http-exchange.ts';
import { LabError } from '../lab-error.ts';
import { listen, originOf, stopListening } from '../listening.ts';

/**
 * Lets other processes of the same person command this one: JSON in, JSON out, over loopback. The address and
 * a secret are in `control.json` of the folder, for its owner to read, until this is disposed of. What `answer`
 * throws as a LabError reaches the caller as `control-refused`, any other error as `control-failed`.
 */
export async function startControl(
  folder: string,
  answer: (call: unknown) => Promise<unknown>,
  random: Random,
): Promise<AsyncDisposable> {
  const secret = random.secret();
  const listening = await listen(HOST, 0, (request, response) => {
    answerCall(request, response, secret, answer).catch(() => response.destroy());
  });
  const file = fileIn(folder);
  const url = originOf(HOST, listening.port);
  // One that a killed process left keeps the permissions it has: make it anew.
  await rm(file, { force: true });
  await writeFile(file, `${JSON.stringify({ url, secret })}\n`, { mode: 0o600 });
  return {
    async [Symbol.asyncDispose]() {
      await rm(file, { force: true });
      await stopListening(listening);
    },
  };
}

/** Commands the process that serves this folder. Throws `no-control` when there is none, and what it answers. */
export async function callControl(folder: string, call: unknown): Promise<unknown> {
  const { status, body } = await exchange(folder, call);
  const answer: unknown = parse(body.toString('utf8'));
  if (status === 200) return answer;
  const said: Readonly<Record<string, unknown>> = typeof answer === 'object' ? { ...answer } : {};
  if (typeof said['refused'] === 'string') throw new LabError('control-refused', said['refused']);
  if (typeof said['failed'] === 'string') throw new LabError('control-failed', said['failed']);
  // Whoever has the port of a process that was killed knows neither the secret nor these words.
  throw noControl(folder);
}

async function answerCall(
  request: IncomingMessage,
  response: ServerResponse,
  secret: string,
  answer: (call: unknown) => Promise<unknown>,
): Promise<void> {
  // A page in a browser can reach the port too; it does not know the secret.
  if (!isSame(request.headers.authorization ?? '', `Bearer ${secret}`)) return send(response, 401, {});
  try {
    send(response, 200, await answer(parse(await readBody(request))));
  } catch (error) {
    if (error instanceof LabError) send(response, 409, { refused: error.message });
    else send(response, 500, { failed: error instanceof Error ? error.message : String(error) });
  }
}

async function exchange(folder: string, call: unknown): Promise<HttpAnswer> {
  try {
    const { url, secret } = JSON.parse(await readFile(fileIn(folder), 'utf8')) as {
      readonly url: string;
      readonly secret: string;
    };
    return await exchangeHttp({
      url: new URL(url),
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify(call),
    });
  } catch (cause) {
    throw noControl(folder, cause);
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new Error('the call is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value ?? null));
}

/** Digests are of one length, and comparing them takes the same time wherever they differ. */
function isSame(given: string, wanted: string): boolean {
  const [a, b] = [given, wanted].map((text) => createHash('sha256').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}

function fileIn(folder: string): string {
  return join(folder, 'control.json');
}

function noControl(folder: string, cause?: unknown): LabError {
  return new LabError('no-control', `No demo is running on ${folder}: start it with «npm start».`, { cause });
}

const HOST = '127.0.0.1';
/** A call is a name and an option or two. */
const MAX_BODY_BYTES = 4096;
