import { expect, it } from 'vitest';
import { BESIDE_HANDSHAKES, FEDERATED_SIGN_IN, measureCosts, sumOf } from './unavoidable.ts';

const costs = {
  'RSA signature': 100,
  'RSA verification': 10,
  'X25519 agreement': 50,
  'digest of an assertion': 2,
  'digest of a code verifier': 1,
};

it('the limit of a sign-in is the sum of its parts, and its handshakes are what lies between the two sums', () => {
  expect(sumOf(FEDERATED_SIGN_IN, costs)).toBe(6 * 100 + 3 * 10 + 3 * 50 + 2 * 2 + 1);
  // Three signatures and agreements, one check of a client's signature.
  expect(sumOf(FEDERATED_SIGN_IN, costs) - sumOf(BESIDE_HANDSHAKES, costs)).toBe(3 * 100 + 3 * 50 + 10);
});

it('a signature takes longer than its check', () => {
  const measured = measureCosts();
  expect(measured['RSA signature']).toBeGreaterThan(measured['RSA verification']);
});
