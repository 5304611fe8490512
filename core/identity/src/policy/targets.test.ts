import { describe, expect, it } from 'vitest';
import type { CertificateAuthorityScope, MethodTarget } from './certificate-method.ts';
import { isTargeted, judgeScopes } from './targets.ts';

const dora = { id: 'd0', groupIds: ['g1', 'g2'] };
const group = (id: string): MethodTarget => ({ id, targetType: 'group' });
const user = (id: string): MethodTarget => ({ id, targetType: 'user' });
const scope = (subjectKeyIdentifier: string, groupId: string): CertificateAuthorityScope => ({
  subjectKeyIdentifier,
  includeTargets: [group(groupId)],
});

describe('isTargeted', () => {
  it.each([
    ['everybody', [group('all_users')], [], true],
    ['nobody', [], [], false],
    ['a group of the user', [group('g2')], [], true],
    ['another group', [group('g3')], [], false],
    ['the user', [user('D0')], [], true],
    ['a user with the id of a group', [user('g1')], [], false],
    ['everybody but a group of the user', [group('all_users')], [group('g1')], false],
    ['everybody but another group', [group('all_users')], [group('g3')], true],
    ['a group of the user, but not the user', [group('g1')], [user('d0')], false],
  ])('judges a method for %s', (_whom, includeTargets, excludeTargets, expected) => {
    expect(isTargeted({ includeTargets, excludeTargets }, dora)).toBe(expected);
  });
});

describe('judgeScopes', () => {
  it('is open where no rule is about a CA of the chain', () => {
    expect(judgeScopes([scope('FF', 'g3')], ['AA', 'BB'], dora)).toEqual({ outcome: 'not-scoped' });
  });

  it('lets in by the first CA up the chain whose group has the user', () => {
    const scopes = [scope('bb', 'g1'), scope('AA', 'g3')];
    expect(judgeScopes(scopes, ['AA', 'BB'], dora)).toEqual({
      outcome: 'allowed',
      subjectKeyIdentifier: 'BB',
    });
  });

  it('refuses who is in no group of the chain', () => {
    expect(judgeScopes([scope('aa', 'g3')], ['AA', 'BB'], dora)).toEqual({
      outcome: 'refused',
      subjectKeyIdentifiers: ['AA'],
    });
  });
});
