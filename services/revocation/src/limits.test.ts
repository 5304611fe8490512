import { describeSignInCode } from '@signet/identity';
import { expect, it } from 'vitest';
import { DEFAULT_LIMITS } from './limits.ts';

it('are the ones that the remedy of a timeout names', () => {
  const { timeLimitMilliseconds, backgroundTimeLimitMilliseconds } = DEFAULT_LIMITS;
  const { remedy } = describeSignInCode('crl-timeout');
  expect(remedy).toContain(`A sign-in waits ${timeLimitMilliseconds / 1000} seconds`);
  expect(remedy).toContain(`a refresh ${backgroundTimeLimitMilliseconds / 1000},`);
});
