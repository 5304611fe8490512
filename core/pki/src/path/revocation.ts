import { formatTime } from '../time.ts';
import {
  type PathFailure,
  type PathRule,
  type PathStep,
  type PathWalk,
  recordFailure,
  recordPass,
} from './path-walk.ts';
import type { RevocationStatus } from './types.ts';

/**
 * RFC 5280 §6.1.3 (a)(3): no certificate below the anchor is revoked. All are asked even when one fails,
 * because «revoked» is the more useful answer than «could not be determined».
 */
export const checkRevocation: PathRule = (walk) => {
  if (walk.request.checkRevocation === undefined) return undefined;
  let worst: PathFailure | undefined;
  for (const step of walk.steps) {
    const status = walk.work.revocationOf(step.certificate, step.issuer, walk.anchor.certificate);
    if (status === undefined) continue;
    for (const check of status.checks) walk.evidence.add(check);
    const failure = judgeStatus(walk, step, status);
    if (failure !== undefined && worst?.code !== 'revoked') worst = failure;
  }
  return worst;
};

function judgeStatus(walk: PathWalk, step: PathStep, status: RevocationStatus): PathFailure | undefined {
  const { object, index: failedAt } = step;
  switch (status.status) {
    case 'good':
      recordPass(walk, REVOCATION, object, 'It is not revoked.');
      return undefined;
    case 'not-checked': {
      const detail = 'Revocation was not checked: no revocation list is configured for its CA.';
      walk.evidence.add({ ...REVOCATION, object, result: 'skipped', detail });
      return undefined;
    }
    case 'revoked': {
      const date = formatTime(status.revocationDate);
      const reason =
        status.reason === 'certificateHold'
          ? `The ${object} was put on hold on ${date}: until its CA takes that back it is refused like a revoked one.`
          : `The ${object} was revoked on ${date} (${status.reason}): it needs a new certificate.`;
      const facts = { revocationDate: date, reason: status.reason };
      return recordFailure(walk, REVOCATION, object, { code: 'revoked', reason, failedAt }, facts);
    }
    case 'undetermined': {
      const revocationFailure = status.failure;
      const finding = `It could not be shown that the ${object} is not revoked (${revocationFailure}).`;
      const reason = status.reason === undefined ? finding : `${finding} ${status.reason}`;
      const failure = { code: 'revocation-undetermined', reason, failedAt, revocationFailure } as const;
      return recordFailure(walk, REVOCATION, object, failure, { revocationFailure });
    }
  }
}

const REVOCATION = { check: 'revocation', rule: 'RFC 5280 §6.1.3 (a)(3)' };
