import type { RevocationFailure } from '@signet/identity';
import { downloadOnce } from './download.ts';
import { DEFAULT_LIMITS, type RevocationLimits } from './limits.ts';

export type FetchLimits = Pick<
  RevocationLimits,
  'maxBytes' | 'timeLimitMilliseconds' | 'maxRedirects' | 'addresses'
>;

/** What the last good answer said about its version; both parts go back to the server unchanged. */
export interface Validators {
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
}

export type FetchFailure = Extract<RevocationFailure, 'crl-unreachable' | 'crl-timeout' | 'crl-too-large'>;

export type FetchResult =
  /** The body may lie in shared memory. */
  | ({ readonly outcome: 'fetched'; readonly body: Uint8Array } & Validators)
  /** 304: what the caller has is still what the server would send. */
  | { readonly outcome: 'not-modified' }
  /** `reason` is one sentence for the administrator. */
  | {
      readonly outcome: 'failed';
      readonly failure: FetchFailure;
      readonly reason: string;
      /** Of an answer that has another one than 200. */
      readonly status?: number;
    };

/** What holds for all fetches beside the limits. */
export interface FetcherOptions {
  /** PEM of CAs that servers of https addresses may have, beside those that Node knows: the demo's. */
  readonly extraTrust?: string | undefined;
  /** `keep-tls`: never from https to http, for what is believed because it came by TLS. Default: anywhere. */
  readonly redirects?: 'anywhere' | 'keep-tls' | undefined;
}

/** What one fetch may do otherwise than its fetcher. */
export interface FetchOptions extends Partial<Pick<FetchLimits, 'maxBytes' | 'timeLimitMilliseconds'>> {
  /** Ends the download early, as unreachable. */
  readonly signal?: AbortSignal;
  /** By `performance.now()`: a download that began earlier is waited for and another follows. Default: any does. */
  readonly notBefore?: number | undefined;
  /** Sent by POST, for what is asked and not fetched; default: GET. */
  readonly post?: Post;
}

export interface Post {
  readonly contentType: string;
  readonly body: Uint8Array;
}

/** The only way in which Signet reads a URL that somebody typed. Never throws; never reads beyond its limits. */
export interface Fetcher {
  fetch(url: string, validators?: Validators, options?: FetchOptions): Promise<FetchResult>;
}

/**
 * Fetches http and https URLs within limits of size, time, redirects and address ranges, one download at a
 * time per URL: whoever asks for a URL that is under way is given the result of the download that runs, unless
 * they say that it began too early.
 */
export function createFetcher(limits: Partial<FetchLimits> & FetcherOptions = {}): Fetcher {
  const usual: FetchLimits & FetcherOptions = { ...DEFAULT_LIMITS, ...limits };
  const underWay = new Map<string, { readonly beganAt: number; readonly result: Promise<FetchResult> }>();
  return {
    async fetch(url, validators = NO_VALIDATORS, { signal, post, notBefore = 0, ...other } = {}) {
      // A question is of the one who asks, and shares nothing with a download of the same URL.
      if (post !== undefined) return downloadOnce(url, validators, { ...usual, ...other, post }, signal);
      const effective = { ...usual, ...other };
      const { maxBytes, timeLimitMilliseconds } = effective;
      const key = JSON.stringify([
        url,
        validators.etag,
        validators.lastModified,
        maxBytes,
        timeLimitMilliseconds,
      ]);
      for (let running = underWay.get(key); running !== undefined; running = underWay.get(key)) {
        if (running.beganAt >= notBefore) return running.result;
        await running.result;
      }
      const beganAt = performance.now();
      const result = downloadOnce(url, validators, effective, signal).finally(() => underWay.delete(key));
      underWay.set(key, { beganAt, result });
      return result;
    },
  };
}

/** An unconditional request. */
export const NO_VALIDATORS: Validators = { etag: undefined, lastModified: undefined };
