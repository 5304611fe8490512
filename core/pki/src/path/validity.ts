import { formatTime } from '../time.ts';
import { membersOf, type PathRule, recordFailure, recordPass } from './path-walk.ts';

/**
 * RFC 5280 §6.1.3 (a)(2): the time lies in every validity period. The anchor's own period counts too, unless
 * its terms are name and key: a CA that has expired no longer says whom it revoked.
 */
export const checkValidity: PathRule = (walk) => {
  const { time } = walk.request;
  for (const member of membersOf(walk)) {
    const { certificate, index, object } = member;
    const isAnchor = member === walk.anchor;
    if (isAnchor && !walk.anchorEnforced) continue;
    const rule = isAnchor ? ANCHOR_VALIDITY : VALIDITY;
    const notBefore = formatTime(certificate.validity.notBefore);
    const notAfter = formatTime(certificate.validity.notAfter);
    const facts = { notBefore, notAfter, time: formatTime(time) };
    if (time < certificate.validity.notBefore) {
      const reason = `The ${object} is not valid before ${notBefore}: check the clock of this server and of the CA.`;
      return recordFailure(walk, rule, object, { code: 'not-yet-valid', reason, failedAt: index }, facts);
    }
    if (time > certificate.validity.notAfter) {
      const reason = `The ${object} expired on ${notAfter}: have it renewed.`;
      return recordFailure(walk, rule, object, { code: 'expired', reason, failedAt: index }, facts);
    }
    recordPass(walk, rule, object, `Valid from ${notBefore} to ${notAfter}.`, facts);
  }
  return undefined;
};

const VALIDITY = { check: 'validity', rule: 'RFC 5280 §6.1.3 (a)(2)' };
const ANCHOR_VALIDITY = { check: 'validity', rule: 'Signet: a trust anchor expires too' };
