import { gunzipSync } from 'node:zlib';
import { HttpError, readBody } from '@signet/http';
import { decodeWbxml, MAX_BYTES, type WbxmlElement } from '@signet/wbxml';
import { ActiveSyncError } from './activesync-error.ts';

/** Reads the document of a request; `undefined` for an empty body. Throws `WbxmlError` for malformed bytes. */
export async function readDocument(request: Request): Promise<WbxmlElement | undefined> {
  const bytes = unpack(await readBody(request, MAX_BODY_BYTES), request.headers.get('content-encoding'));
  return bytes.length === 0 ? undefined : decodeWbxml(bytes);
}

function unpack(bytes: Uint8Array, encoding: string | null): Uint8Array {
  if (encoding === null || encoding === 'identity' || bytes.length === 0) return bytes;
  if (encoding.toLowerCase() !== 'gzip') {
    throw new ActiveSyncError('body', 'The request is packed in another way than gzip.');
  }
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_BYTES });
  } catch (cause) {
    if (cause instanceof RangeError) {
      throw new HttpError('body-too-large', `The request unpacks to more than ${MAX_BYTES} bytes.`, {
        cause,
      });
    }
    throw new ActiveSyncError('body', 'The request is not gzip, although it says so.', { cause });
  }
}

/** A message of 25 MB, written in base64 with its commands. */
export const MAX_BODY_BYTES: number = 35 * 1024 * 1024;
