import type { SignInLogEntry } from '@signet/identity';
import type { Check } from '@signet/pki';

/**
 * A row as it goes into the log: no text longer than what an honest name needs. Whoever connects writes the
 * names in a certificate, and a check quotes them several times: a request of 300 bytes could fill the disk
 * with 200 KB.
 */
export function shortenEntry(entry: SignInLogEntry): SignInLogEntry {
  const { certificate } = entry;
  return {
    ...entry,
    userPrincipalName: entry.userPrincipalName && shorten(entry.userPrincipalName),
    certificate: certificate && {
      subject: shorten(certificate.subject),
      issuer: shorten(certificate.issuer),
      serialNumber: shorten(certificate.serialNumber),
    },
    evidence: entry.evidence.map(shortenCheck),
  };
}

function shortenCheck(check: Check): Check {
  const { facts } = check;
  return {
    ...check,
    object: shorten(check.object),
    detail: shorten(check.detail),
    ...(facts && {
      facts: Object.fromEntries(
        Object.entries(facts).map(([name, fact]) => [name, typeof fact === 'string' ? shorten(fact) : fact]),
      ),
    }),
  };
}

function shorten(text: string): string {
  return text.length <= MAX_TEXT_LENGTH ? text : `${text.slice(0, MAX_TEXT_LENGTH)}…`;
}

/** Distinguished names of real CAs stay below 300 characters, sentences with two of them below this. */
const MAX_TEXT_LENGTH = 1024;
