import { rootCertificates } from 'node:tls';
import { exchangeHttp, type HttpAnswer, type TlsIdentity } from '@signet/lab';
import type { Patient } from './types.ts';

export interface AskOptions {
  readonly method?: string;
  readonly clientCertificate?: TlsIdentity;
}

/** One request as the doctor's patients' clients send it, or why there was no answer. */
export async function ask(
  url: string,
  { extraTrust }: Pick<Patient, 'extraTrust'>,
  { method, clientCertificate }: AskOptions = {},
): Promise<HttpAnswer | { readonly failure: string }> {
  try {
    return await exchangeHttp({
      url: new URL(url),
      ...(method === undefined ? {} : { method }),
      ca: trustedForTls(extraTrust),
      clientCertificate,
      signal: AbortSignal.timeout(TIME_LIMIT_MILLISECONDS),
      maxBytes: MAX_ANSWER_BYTES,
    });
  } catch (error) {
    return { failure: describeError(error) };
  }
}

/** PEM: the public CAs that Node knows, and the demo's. */
export function trustedForTls(extraTrust: string | undefined): string {
  return [...rootCertificates, extraTrust ?? ''].join('\n');
}

export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof AggregateError) return error.errors.map(describeError).join('; ');
  if (error.name === 'TimeoutError' || error.name === 'AbortError')
    return `no answer within ${TIME_LIMIT_MILLISECONDS / 1000} s`;
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined || error.message.includes(code) ? error.message : `${error.message} (${code})`;
}

/** Pages and metadata have a few kilobytes; a federation server is somebody else's. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/** As long as the document lets a CRL take. */
export const TIME_LIMIT_MILLISECONDS = 10_000;
