import { HttpError } from './http-error.ts';

/** The whole body; throws `HttpError` `body-too-large` above `maxBytes` without reading on. */
export async function readBody(request: Request, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.byteLength;
    if (length > maxBytes) throw bodyTooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

export function bodyTooLarge(maxBytes: number): HttpError {
  return new HttpError('body-too-large', `The request body is larger than ${maxBytes} bytes.`);
}
