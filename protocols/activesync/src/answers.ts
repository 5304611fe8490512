import { encodeWbxml, type WbxmlElement } from '@signet/wbxml';
import { COMMANDS } from './commands/commands.ts';
import { PROTOCOL_VERSIONS } from './protocol-version.ts';

/** A document, or an empty body, which several commands mean as «nothing to tell». */
export function documentAnswer(document: WbxmlElement | undefined, status = 200): Response {
  const body = document === undefined ? new Uint8Array() : encodeWbxml(document);
  const headers = new Headers({ ...STANDING_HEADERS, 'content-length': String(body.length) });
  if (document !== undefined) headers.set('content-type', CONTENT_TYPE);
  return new Response(body, { status, headers });
}

/** The connection ends with a refusal, so that the next attempt proves its key again. */
export function textAnswer(status: number, text: string): Response {
  const headers = {
    ...STANDING_HEADERS,
    'content-type': 'text/plain; charset=utf-8',
    'content-length': String(Buffer.byteLength(text)),
    ...(status === 403 && { connection: 'close' }),
  };
  return new Response(text, { status, headers });
}

/** What the server speaks (MS-ASHTTP §2.2.4.1.1). */
export function optionsAnswer(): Response {
  return new Response(null, {
    status: 200,
    headers: {
      ...STANDING_HEADERS,
      ...versionHeaders(),
      allow: 'OPTIONS,POST',
      public: 'OPTIONS,POST',
      'content-length': '0',
    },
  });
}

/** Clients that see them in an answer choose their version anew. */
export function versionHeaders(): Readonly<Record<string, string>> {
  return {
    'ms-asprotocolversions': PROTOCOL_VERSIONS.join(','),
    'ms-asprotocolcommands': Object.keys(COMMANDS).join(','),
  };
}

const CONTENT_TYPE = 'application/vnd.ms-sync.wbxml';

const STANDING_HEADERS = { 'ms-server-activesync': '14.1', 'cache-control': 'private' };
