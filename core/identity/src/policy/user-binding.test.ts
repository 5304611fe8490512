import { describe, expect, it } from 'vitest';
import { present } from './_certificates.ts';
import type { UserBinding } from './certificate-method.ts';
import { type BoundUser, tryUserBindings } from './user-binding.ts';

const dora: BoundUser = { userPrincipalName: 'dora@fabrikam.example', certificateUserIds: [] };
const presented = await present({
  principalName: 'Dora@fabrikam.example',
  subjectKeyIdentifier: '0102030405060708',
});

function binding(
  x509CertificateField: string,
  priority: number,
  more: Partial<UserBinding> = {},
): UserBinding {
  return { x509CertificateField, userProperty: 'certificateUserIds', priority, ...more };
}
const byName = binding('PrincipalName', 1, { userProperty: 'userPrincipalName' });
const bySki = binding('SubjectKeyIdentifier', 2);

const outcomes = (
  bindings: readonly UserBinding[],
  user: BoundUser = dora,
  affinity: 'low' | 'high' = 'low',
): readonly string[] =>
  tryUserBindings(bindings, affinity, presented, user).map(
    ({ binding: { x509CertificateField }, outcome }) => `${x509CertificateField} ${outcome}`,
  );

describe('tryUserBindings', () => {
  it('stops at the first binding that fits, by priority and not by place', () => {
    expect(outcomes([bySki, byName])).toEqual(['PrincipalName matched']);
  });

  it('goes on when the certificate lacks the field, and when the user has another value', () => {
    const user = {
      ...dora,
      userPrincipalName: 'other@fabrikam.example',
      certificateUserIds: ['X509:<SKI>0102030405060708'],
    };
    const missing = binding('RFC822Name', 0, { userProperty: 'userPrincipalName' });
    expect(outcomes([missing, byName, bySki], user)).toEqual([
      'RFC822Name field-missing',
      'PrincipalName no-match',
      'SubjectKeyIdentifier matched',
    ]);
  });

  it('leaves bindings of low affinity out where high is asked for', () => {
    expect(outcomes([byName, bySki], dora, 'high')).toEqual([
      'PrincipalName affinity-too-low',
      'SubjectKeyIdentifier no-match',
    ]);
    const trusted = { ...byName, trustAffinityLevel: 'high' } as const;
    expect(outcomes([trusted], dora, 'high')).toEqual(['PrincipalName affinity-too-low']);
  });

  it('takes a field of high affinity for low where the administrator says so', () => {
    const user = { ...dora, certificateUserIds: ['X509:<SKI>0102030405060708'] };
    expect(outcomes([bySki], user, 'high')).toEqual(['SubjectKeyIdentifier matched']);
    expect(outcomes([{ ...bySki, trustAffinityLevel: 'low' }], user, 'high')).toEqual([
      'SubjectKeyIdentifier affinity-too-low',
    ]);
  });

  it('takes a value of certificateUserIds for its own field only', () => {
    const user = { ...dora, certificateUserIds: ['X509:<PN>dora@fabrikam.example'] };
    expect(outcomes([bySki], user)).toEqual(['SubjectKeyIdentifier no-match']);
    expect(outcomes([binding('PrincipalName', 1)], user)).toEqual(['PrincipalName matched']);
  });

  it('compares onPremisesUserPrincipalName when bound to it', () => {
    const onPremises = binding('PrincipalName', 1, { userProperty: 'onPremisesUserPrincipalName' });
    expect(outcomes([onPremises])).toEqual(['PrincipalName no-match']);
    expect(outcomes([onPremises], { ...dora, onPremisesUserPrincipalName: 'dora@FABRIKAM.example' })).toEqual(
      ['PrincipalName matched'],
    );
  });

  it.each([
    binding('Nickname', 1),
    binding('PrincipalName', 1, { userProperty: 'displayName' }),
    binding('Subject', 1, { userProperty: 'userPrincipalName' }),
  ])('never fits by what it does not know: %j', (strange) => {
    expect(outcomes([strange])).not.toContain(`${strange.x509CertificateField} matched`);
  });
});
