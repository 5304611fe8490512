import { formatTime, type UnixSeconds } from '../time.ts';
import { type CrlCheck, crlCheck } from './crl-check.ts';
import type { CertificateList } from './types.ts';

/** RFC 5280 §5.1.2.4: a list from the future is refused; it would hide the newest revocations behind its number. */
export function checkThisUpdate(crl: CertificateList, time: UnixSeconds): CrlCheck {
  const published = crl.thisUpdate <= time;
  return crlCheck('crl-this-update', 'RFC 5280 §5.1.2.4', crl, {
    result: published ? 'pass' : 'fail',
    detail: published
      ? `The CRL was published at ${formatTime(crl.thisUpdate)}.`
      : `The CRL is dated ${formatTime(crl.thisUpdate)}, later than now: compare the clocks of CA and server.`,
    facts: { thisUpdate: formatTime(crl.thisUpdate), now: formatTime(time) },
  });
}

/** RFC 5280 §6.3.3 (a)(1)(ii): the list is current until its nextUpdate. */
export function checkNextUpdate(crl: CertificateList, time: UnixSeconds): CrlCheck {
  const until = validUntil(crl);
  const current = time < until;
  const subject =
    crl.nextUpdate === undefined ? 'The CRL has no nextUpdate, is taken for a week and' : 'The CRL';
  return crlCheck('crl-next-update', 'RFC 5280 §5.1.2.5', crl, {
    result: current ? 'pass' : 'fail',
    detail: current
      ? `${subject} is current until ${formatTime(until)}.`
      : `${subject} has expired at ${formatTime(until)}: the CA must publish a new one.`,
    facts: {
      validUntil: formatTime(until),
      now: formatTime(time),
      hasNextUpdate: crl.nextUpdate !== undefined,
    },
  });
}

/** nextUpdate, or a week after thisUpdate for a list that has none. */
export function validUntil(crl: CertificateList): UnixSeconds {
  return crl.nextUpdate ?? crl.thisUpdate + MAX_AGE_WITHOUT_NEXT_UPDATE_SECONDS;
}

/**
 * RFC 5280 §5.1.2.5 demands nextUpdate, old CAs leave it out. Without a limit of ours the last such list would
 * vouch for ever; a week is how long public CAs let a list live.
 */
const MAX_AGE_WITHOUT_NEXT_UPDATE_SECONDS = 7 * 86_400;
