import { InvalidArgumentError } from 'commander';

/** First or last name: what Graph takes as one, at most 64 characters and none that is not seen. */
export function parsePartOfName(text: string): string {
  if (/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]{1,64}$/u.test(text)) return text;
  throw new InvalidArgumentError('It must have 1 to 64 characters, and no control characters.');
}
