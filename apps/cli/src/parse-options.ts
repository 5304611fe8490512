import { parseDomainName } from '@signet/identity';
import { parseSerialNumberText, type SerialNumber } from '@signet/pki';
import { InvalidArgumentError } from 'commander';

/** A whole number of at least one. */
export function parseCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Give a whole number from 1 up.');
  return Number(text);
}

/** How many items are shown: one page of a repository at most. */
export function parsePageLimit(text: string): number {
  const limit = parseCount(text);
  if (limit > MAX_PAGE_LIMIT) throw new InvalidArgumentError(`At most ${MAX_PAGE_LIMIT} are shown at once.`);
  return limit;
}

/** How many entries of a list are shown, none to all of the longest. */
export function parseEntryLimit(text: string): number {
  if (!/^(0|[1-9]\d{0,8})$/.test(text)) throw new InvalidArgumentError('Give a whole number.');
  return Number(text);
}

/** Hexadecimal, as certificate viewers, Windows and OpenSSL write it. */
export function parseSerialNumber(text: string): SerialNumber {
  const serialNumber = parseSerialNumberText(text);
  if (serialNumber !== undefined) return serialNumber;
  throw new InvalidArgumentError('Give the hexadecimal number that certificate viewers show: 0A1B or 0a:1b.');
}

/** `90s`, `30m`, `12h`, `7d` as seconds. */
export function parseDurationSeconds(text: string): number {
  const [, amount, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (amount === undefined || Number(amount) === 0) {
    throw new InvalidArgumentError('Give a duration as 90s, 30m, 12h or 7d.');
  }
  return Number(amount) * (UNIT_SECONDS[unit ?? 's'] ?? 1);
}

/** The URL of a CRL; both schemes are accepted, for Microsoft’s pages name either. */
export function parseCrlUrl(text: string): string {
  const url = URL.parse(text);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new InvalidArgumentError('Give a whole URL that begins with http:// or https://.');
  }
  return text;
}

/** The name of a domain, in lower case. */
export function parseDomain(text: string): string {
  const name = parseDomainName(text);
  if (name !== undefined) return name;
  throw new InvalidArgumentError('Give a name as contoso.com, in ASCII (xn--… for other letters).');
}

/** One more URL of an option that may be given several times. */
export function collectUrls(text: string, previous: readonly string[] | undefined): readonly string[] {
  return [...(previous ?? []), parseCrlUrl(text)];
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

const MAX_PAGE_LIMIT = 1000;
