import { lookup } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { pipeline } from 'node:stream';
import { rootCertificates } from 'node:tls';
import { createGunzip, type Gunzip } from 'node:zlib';
import { type AddressPolicy, isAddressAllowed } from './address-policy.ts';
import { readBody } from './body.ts';
import type { FetcherOptions, FetchLimits, FetchResult, Post, Validators } from './fetcher.ts';

/** What one download is held to, and what it sends. */
export type DownloadLimits = FetchLimits & FetcherOptions & { readonly post?: Post };

/** One download with all its redirects under one deadline. */
export async function downloadOnce(
  url: string,
  validators: Validators,
  limits: DownloadLimits,
  signal?: AbortSignal,
): Promise<FetchResult> {
  const timeout = AbortSignal.timeout(limits.timeLimitMilliseconds);
  const deadline = signal === undefined ? timeout : AbortSignal.any([timeout, signal]);
  let target = url;
  for (let hops = 0; hops <= limits.maxRedirects; hops += 1) {
    const step = await requestOnce(target, validators, limits, deadline);
    if (step.outcome !== 'redirected') return step;
    if (limits.redirects === 'keep-tls' && leavesTls(target, step.location)) {
      return unreachable(`${target} redirects from https to http, where anybody could change it.`);
    }
    target = step.location;
  }
  return unreachable(`${url} redirects more than ${limits.maxRedirects} times.`);
}

type Step = FetchResult | { readonly outcome: 'redirected'; readonly location: string };

async function requestOnce(
  target: string,
  validators: Validators,
  limits: DownloadLimits,
  deadline: AbortSignal,
): Promise<Step> {
  const url = URL.parse(target);
  if (url === null) return unreachable(`${target} is not a URL.`);
  const refusal = refuseUrl(url, limits.addresses);
  if (refusal !== undefined) return unreachable(refusal);
  try {
    const response = await openResponse(url, validators, limits, deadline);
    try {
      return await readStep(response, url, validators, limits);
    } finally {
      // Whatever is left unread must not keep the socket: the connection ends with the answer.
      response.destroy();
    }
  } catch (error) {
    return describeFailure(error, target, limits, deadline);
  }
}

function refuseUrl({ protocol, hostname, href }: URL, policy: AddressPolicy): string | undefined {
  if (!Object.hasOwn(TRANSPORTS, protocol)) {
    return `${href} is neither http nor https: CRLs are fetched over these two only.`;
  }
  // net.connect asks no resolver for a literal address, so the policy of `lookup` would be passed by.
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !isAddressAllowed(policy, host)) return `${notAllowed(href, host)}.`;
  return undefined;
}

function openResponse(
  url: URL,
  { etag, lastModified }: Validators,
  limits: DownloadLimits,
  deadline: AbortSignal,
): Promise<http.IncomingMessage> {
  const transport = url.protocol === 'https:' ? TRANSPORTS['https:'] : TRANSPORTS['http:'];
  return new Promise((resolve, reject) => {
    const { post } = limits;
    const request = transport.request(url, {
      method: post === undefined ? 'GET' : 'POST',
      agent: false,
      signal: deadline,
      lookup: guardedLookup(limits.addresses),
      ...(limits.extraTrust !== undefined && { ca: [...rootCertificates, limits.extraTrust] }),
      headers: {
        accept: 'application/pkix-crl, application/x-pkcs7-crl, application/octet-stream;q=0.9, */*;q=0.5',
        // Signed lists hardly shrink, and what is decompressed has to be counted once more.
        'accept-encoding': 'identity',
        'user-agent': 'Signet',
        ...(etag !== undefined && { 'if-none-match': etag }),
        ...(lastModified !== undefined && { 'if-modified-since': lastModified }),
        ...(post !== undefined && { 'content-type': post.contentType, 'content-length': post.body.length }),
      },
    });
    request.once('response', resolve);
    // A protocol that was not asked for comes as an event of its own, which otherwise nobody would answer.
    request.once('upgrade', (response, socket) => {
      socket.destroy();
      resolve(response);
    });
    request.once('close', () => reject(new Error('the connection ended without an answer')));
    // Stays: an abort after the response has begun is an error of the request as well.
    request.on('error', reject);
    request.end(post?.body);
  });
}

/** The policy holds for the address that is connected to: a name that answers differently later gains nothing. */
function guardedLookup(policy: AddressPolicy): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, []);
      const allowed = addresses.filter(({ address }) => isAddressAllowed(policy, address));
      const [first] = allowed;
      if (first === undefined) return callback(new AddressRefused(hostname, addresses[0]?.address ?? ''), []);
      if (options.all === true) return callback(null, allowed);
      callback(null, first.address, first.family);
    });
  };
}

class AddressRefused extends Error {
  readonly code = 'ADDRESS_REFUSED';

  constructor(hostname: string, address: string) {
    super(notAllowed(hostname, address));
  }
}

async function readStep(
  response: http.IncomingMessage,
  url: URL,
  validators: Validators,
  limits: DownloadLimits,
): Promise<Step> {
  const { statusCode = 0, headers } = response;
  if (REDIRECTS.has(statusCode)) return followRedirect(headers.location, url);
  if (statusCode === 304 && isConditional(validators)) return { outcome: 'not-modified' };
  if (statusCode !== 200)
    return { ...unreachable(`${url.href} answered with status ${statusCode}.`), status: statusCode };
  const announced = Number(headers['content-length'] ?? 0);
  if (announced > limits.maxBytes) return tooLarge(url, limits, `announces ${announced} bytes`);
  const chunks = decode(response);
  if (chunks === undefined) {
    const encoding = headers['content-encoding'];
    return unreachable(`${url.href} is sent with Content-Encoding ${encoding}, which was not asked for.`);
  }
  const result = await readBody(chunks, limits.maxBytes, chunks === response ? announced : 0);
  if ('body' in result) {
    const { body } = result;
    return { outcome: 'fetched', body, etag: headers.etag, lastModified: headers['last-modified'] };
  }
  if (result.refused === 'too-large') return tooLarge(url, limits, 'goes on beyond the limit');
  return unreachable(`${url.href} sends a few bytes at a time, which costs more than is spent on a CRL.`);
}

function followRedirect(location: string | undefined, from: URL): Step {
  const target = location === undefined ? null : URL.parse(location, from);
  if (target === null) return unreachable(`${from.href} redirects without a usable Location.`);
  return { outcome: 'redirected', location: target.href };
}

/**
 * Some stores send what they hold compressed whatever was asked for. The limit counts what comes out, so that
 * a small body cannot grow past it.
 */
function decode(response: http.IncomingMessage): AsyncIterable<Uint8Array> | undefined {
  const encoding = response.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity' || encoding === '') return response;
  if (encoding !== 'gzip' && encoding !== 'x-gzip') return undefined;
  // Not `pipe`: an error of the response has to end the decompression too, and the other way round.
  return compose(response, createGunzip());
}

function compose(response: http.IncomingMessage, gunzip: Gunzip): AsyncIterable<Uint8Array> {
  pipeline(response, gunzip, () => undefined);
  return gunzip;
}

function describeFailure(
  error: unknown,
  target: string,
  limits: DownloadLimits,
  deadline: AbortSignal,
): FetchResult {
  if (deadline.aborted && deadline.reason?.name !== 'TimeoutError') {
    return unreachable(`${target} was not read whole: the download was stopped.`);
  }
  if (deadline.aborted) {
    const seconds = limits.timeLimitMilliseconds / 1000;
    return {
      outcome: 'failed',
      failure: 'crl-timeout',
      reason: `${target} was not read whole within ${seconds} s.`,
    };
  }
  return unreachable(`${target} could not be read: ${describeConnectionError(error)}.`);
}

/** Once and in words: Node's messages repeat their code, and are empty where several addresses were tried. */
function describeConnectionError(error: unknown): string {
  const { code = 'error', message } = error as NodeJS.ErrnoException;
  const words = CONNECTION_ERRORS[code] ?? message;
  return words.includes(code) ? words : `${words} (${code})`.trimStart();
}

function leavesTls(from: string, to: string): boolean {
  return URL.parse(from)?.protocol === 'https:' && URL.parse(to)?.protocol !== 'https:';
}

function isConditional({ etag, lastModified }: Validators): boolean {
  return etag !== undefined || lastModified !== undefined;
}

function tooLarge(url: URL, limits: DownloadLimits, what: string): FetchResult {
  const reason = `${url.href} ${what}; at most ${limits.maxBytes} bytes are read.`;
  return { outcome: 'failed', failure: 'crl-too-large', reason };
}

function unreachable(reason: string): Extract<FetchResult, { readonly outcome: 'failed' }> {
  return { outcome: 'failed', failure: 'crl-unreachable', reason };
}

function notAllowed(target: string, address: string): string {
  return `${target} leads to ${address}, an address that the policy for fetched URLs does not allow`;
}

const TRANSPORTS = { 'http:': http, 'https:': https } as const;
/** RFC 5280 §8 warns of https: the CRL itself is signed. */
const UNTRUSTED =
  'this machine does not trust the TLS certificate there; publish the CRL by http, or name the CA in NODE_EXTRA_CA_CERTS';
const CONNECTION_ERRORS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection broke off',
  ENOTFOUND: 'its host name has no address',
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
};
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
