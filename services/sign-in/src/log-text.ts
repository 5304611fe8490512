import type { SignInLogEntry } from '@signet/identity';
import type { Check } from '@signet/pki';

/**
 * A row as it goes into the log: no text longer than what an honest name needs, and nothing that a terminal
 * would obey. Whoever connects writes the names in a certificate, and a check quotes them several times: a
 * request of 300 bytes could fill the disk with 200 KB, and an escape sequence in a typed name could rewrite
 * the screen of whoever reads the log.
 */
export function tameEntry(entry: SignInLogEntry): SignInLogEntry {
  const { certificate } = entry;
  return {
    ...entry,
    userAgent: entry.userAgent && tame(entry.userAgent),
    userPrincipalName: entry.userPrincipalName && tame(entry.userPrincipalName),
    certificate: certificate && {
      subject: tame(certificate.subject),
      issuer: tame(certificate.issuer),
      serialNumber: tame(certificate.serialNumber),
    },
    evidence: entry.evidence.map(tameCheck),
  };
}

/** The same for evidence that is shown without having been in the log. */
export function tameCheck(check: Check): Check {
  const { facts } = check;
  // Nearly all are, and a row has dozens of them.
  if (isTame(check.object) && isTame(check.detail) && Object.values(facts ?? {}).every(isTame)) return check;
  return {
    ...check,
    object: tame(check.object),
    detail: tame(check.detail),
    ...(facts && {
      facts: Object.fromEntries(
        Object.entries(facts).map(([name, fact]) => [name, typeof fact === 'string' ? tame(fact) : fact]),
      ),
    }),
  };
}

function tame(text: string): string {
  if (isTame(text)) return text;
  const short = text.length <= MAX_TEXT_LENGTH ? text : `${text.slice(0, MAX_TEXT_LENGTH)}…`;
  return short.replace(UNPRINTABLE, '\uFFFD');
}

/** Says no to a few that are, in a fraction of the time. */
function isTame(value: unknown): boolean {
  return typeof value !== 'string' || (value.length <= MAX_TEXT_LENGTH && PLAIN.test(value));
}

/** ASCII without its control characters. */
const PLAIN = /^[ -~]*$/;

/** Control characters, line breaks and what turns the direction of writing. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/gu;

/** Distinguished names of real CAs stay below 300 characters, sentences with two of them below this. */
const MAX_TEXT_LENGTH = 1024;
