import type { OcspRevocationStatus, UnixSeconds } from '@signet/pki';
import { expect, it } from 'vitest';
import { NewestAnswers } from './newest-answers.ts';

const NOW: UnixSeconds = Date.UTC(2026, 10, 23, 9) / 1000;

it('keeps «revoked» before a «good» of the same time, and gives it up for a later one', () => {
  const answers = new NewestAnswers();
  const statusAt = (answer: OcspRevocationStatus) => answers.judge('alice', answer, NOW).status;
  expect(statusAt(good(NOW))).toBe('good');
  expect(statusAt(revoked(NOW))).toBe('revoked');
  expect(statusAt(good(NOW))).toBe('revoked');
  expect(statusAt(revoked(NOW))).toBe('revoked');
  expect(statusAt(good(NOW + 1))).toBe('good');
  expect(statusAt(revoked(NOW))).toBe('good');
});

function validity(thisUpdate: UnixSeconds) {
  return { thisUpdate, nextUpdate: thisUpdate + 3600, goodUntil: thisUpdate + 3600 };
}

function good(thisUpdate: UnixSeconds): OcspRevocationStatus {
  return { status: 'good', validity: validity(thisUpdate), checks: [] };
}

function revoked(thisUpdate: UnixSeconds): OcspRevocationStatus {
  const entry = { revocationDate: NOW - 60, reason: 'keyCompromise' } as const;
  return { status: 'revoked', ...entry, validity: validity(thisUpdate), checks: [] };
}
