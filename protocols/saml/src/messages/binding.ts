import { promisify } from 'node:util';
import { deflateRawSync, inflateRaw } from 'node:zlib';
import { type Form, readQuery } from '@signet/http';
import { decodeBase64, parseXml, signatureUri, type XmlElement, XmlError, type XmlSigner } from '@signet/xml';
import type { Binding } from '../vocabulary.ts';

/** A protocol message as it came, nothing verified yet. */
export interface ReceivedMessage {
  readonly parameter: 'SAMLRequest' | 'SAMLResponse';
  readonly binding: Binding;
  readonly document: XmlElement;
  /** Opaque; goes back as it came. */
  readonly relayState: string | undefined;
  /** Of the Redirect binding, which signs the query instead of the document. */
  readonly detached: DetachedSignature | undefined;
}

export interface DetachedSignature {
  /** The octets that were signed: the parameters as they stand in the URL. */
  readonly signed: Uint8Array;
  readonly signatureMethod: string;
  readonly signature: Uint8Array;
}

/** Whether a form or query carries a SAML message at all. */
export function carriesMessage(form: Form): boolean {
  return form.has('SAMLRequest') || form.has('SAMLResponse');
}

/** HTTP POST binding (SAML 2.0 bindings §3.5): base64 in a form. Throws `XmlError`. */
export function readPostMessage(form: Form): ReceivedMessage {
  const { parameter, value } = onlyMessage(form);
  const text = decodeUtf8(decodeBase64(bounded(value)));
  return {
    parameter,
    binding: 'post',
    document: parseXml(text),
    relayState: readRelayState(form),
    detached: undefined,
  };
}

/** HTTP Redirect binding (SAML 2.0 bindings §3.4): DEFLATE, base64, in the query. Throws `XmlError`, `HttpError`. */
export async function readRedirectMessage(request: Request): Promise<ReceivedMessage> {
  const form = readQuery(request);
  const { parameter, value } = onlyMessage(form);
  const encoding = form.get('SAMLEncoding');
  if (encoding !== undefined && encoding !== DEFLATE) invalid('SAMLEncoding is not DEFLATE');
  // `+` in a query means a space to every form parser; senders that leave base64 unescaped mean a plus.
  const compressed = decodeBase64(bounded(value).replaceAll(' ', '+'));
  const text = decodeUtf8(await inflate(compressed));
  return {
    parameter,
    binding: 'redirect',
    document: parseXml(text),
    relayState: readRelayState(form),
    detached: readDetached(form, new URL(request.url).search, parameter),
  };
}

/** The address of a Redirect message, signed if a signer is given (SAML 2.0 bindings §3.4.4.1). */
export async function writeRedirectUrl(
  location: string,
  message: {
    readonly parameter: 'SAMLRequest' | 'SAMLResponse';
    readonly text: string;
    readonly relayState: string | undefined;
  },
  signer: XmlSigner | undefined,
): Promise<string> {
  const { parameter, text, relayState } = message;
  const pairs: [string, string][] = [[parameter, deflateRawSync(text).toString('base64')]];
  if (relayState !== undefined) pairs.push(['RelayState', relayState]);
  if (signer) pairs.push(['SigAlg', signatureUri(signer.algorithm)]);
  let query = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  if (signer) {
    const signature = await signer.sign(new TextEncoder().encode(query));
    query += `&Signature=${encodeURIComponent(Buffer.from(signature).toString('base64'))}`;
  }
  const url = new URL(location);
  url.search = url.search === '' ? query : `${url.search.slice(1)}&${query}`;
  return url.href;
}

function onlyMessage(form: Form): { parameter: ReceivedMessage['parameter']; value: string } {
  const request = form.get('SAMLRequest');
  const response = form.get('SAMLResponse');
  if (request !== undefined && response !== undefined) invalid('both SAMLRequest and SAMLResponse came');
  if (request !== undefined) return { parameter: 'SAMLRequest', value: request };
  if (response !== undefined) return { parameter: 'SAMLResponse', value: response };
  return invalid('neither SAMLRequest nor SAMLResponse came');
}

function readDetached(form: Form, search: string, parameter: string): DetachedSignature | undefined {
  const signature = form.get('Signature');
  const signatureMethod = form.get('SigAlg');
  if (signature === undefined && signatureMethod === undefined) return undefined;
  if (signature === undefined || signatureMethod === undefined) {
    return invalid('Signature and SigAlg belong together');
  }
  // The order is the standard's, whatever order the URL has; the octets are the URL's own, not ours re-encoded.
  const raw = new Map(
    search
      .slice(1)
      .split('&')
      .map((pair) => [pair.split('=', 1)[0] ?? '', pair]),
  );
  const names = [parameter, ...(form.has('RelayState') ? ['RelayState'] : []), 'SigAlg'];
  const parts = names.map(
    (name) => raw.get(name) ?? invalid(`${name} is written in another way than it is named`),
  );
  return {
    signed: new TextEncoder().encode(parts.join('&')),
    signatureMethod,
    signature: decodeBase64(signature.replaceAll(' ', '+')),
  };
}

function readRelayState(form: Form): string | undefined {
  const relayState = form.get('RelayState');
  if (relayState !== undefined && relayState.length > MAX_RELAY_STATE_LENGTH)
    invalid('RelayState is too long');
  return relayState;
}

async function inflate(compressed: Uint8Array): Promise<Uint8Array> {
  try {
    return await inflateInPool(compressed, { maxOutputLength: MAX_MESSAGE_BYTES });
  } catch (cause) {
    throw new XmlError('invalid-value', 'the message is not DEFLATE, or longer than a message may be', {
      cause,
    });
  }
}

function bounded(value: string): string {
  if (value.length > MAX_MESSAGE_BYTES * 2) throw new XmlError('too-large', 'the message is too long');
  return value;
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new XmlError('not-unicode', 'the message is not UTF-8', { cause });
  }
}

function invalid(problem: string): never {
  throw new XmlError('invalid-value', problem);
}

const inflateInPool = promisify(inflateRaw);
const DEFLATE = 'urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE';
/** What the XML reader takes as a whole; a thousandfold compression ends here. */
const MAX_MESSAGE_BYTES = 256 * 1024;
/** Bindings §3.4.3 says 80 bytes; SimpleSAMLphp and mellon put whole URLs into it. */
const MAX_RELAY_STATE_LENGTH = 2048;
