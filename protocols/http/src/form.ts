import { HttpError } from './http-error.ts';
import { readBody } from './read-body.ts';

/** Parameters by name, in the order sent; each name occurs once. Values may be empty. */
export type Form = ReadonlyMap<string, string>;

/**
 * Reads an `application/x-www-form-urlencoded` body. Throws `HttpError` `invalid_request` for another content
 * type, a repeated parameter, or too many of them; `body-too-large` above `maxBytes`.
 */
export async function readForm(request: Request, maxBytes: number = MAX_FORM_BYTES): Promise<Form> {
  const contentType = request.headers.get('content-type') ?? '';
  if (!FORM_CONTENT_TYPE.test(contentType)) {
    throw new HttpError('invalid_request', 'The request body must be application/x-www-form-urlencoded.');
  }
  return parseParameters(decodeUtf8(await readBody(request, maxBytes)));
}

/** The same for the query of the request's URL. */
export function readQuery(request: Request): Form {
  return parseParameters(new URL(request.url).search.slice(1));
}

function parseParameters(text: string): Form {
  const form = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(text)) {
    // RFC 6749 §3.1, §3.2: parameters must not be included more than once. Which of two a check and a use
    // would pick is the attacker's choice otherwise.
    if (form.has(name))
      throw new HttpError('invalid_request', `The parameter ${printable(name)} is repeated.`);
    if (form.size >= MAX_PARAMETERS)
      throw new HttpError('invalid_request', 'The request has too many parameters.');
    form.set(name, value);
  }
  return form;
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new HttpError('invalid_request', 'The request body is not UTF-8.', { cause });
  }
}

/** A parameter's name is the client's text and may end up in a log or a page. */
function printable(name: string): string {
  return /^[\w.:-]{1,64}$/.test(name) ? name : '(not printable)';
}

// Any parameters in the content type other than UTF-8 would mean another decoding than ours.
const FORM_CONTENT_TYPE = /^\s*application\/x-www-form-urlencoded\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;

/** The largest honest form carries a signed assertion (some 20 KB) or a wresult with group claims (200 KB). */
const MAX_FORM_BYTES = 1024 * 1024;

/** MSAL sends about twenty; a map of a million names is an attack on memory. */
const MAX_PARAMETERS = 200;
