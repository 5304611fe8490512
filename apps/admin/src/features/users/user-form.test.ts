import { expect, it } from 'vitest';
import { changesOf, formOf } from './user-form.ts';

const USER = {
  displayName: 'Alice Archer',
  givenName: 'Alice',
  surname: null,
  accountEnabled: true,
  authorizationInfo: { certificateUserIds: ['X509:<PN>alice@contoso.example', 'X509:<SKI>0a'] },
};

it('nothing that was left as it is is sent', () => {
  expect(changesOf(USER, formOf(USER))).toEqual({});
});

it('spaces around what was left as it is are not sent without them', () => {
  const spaced = {
    ...USER,
    displayName: 'Alice Archer ',
    authorizationInfo: { certificateUserIds: ['X509:<PN>alice@contoso.example '] },
  };
  expect(changesOf(spaced, formOf(spaced))).toEqual({});
});

it.each([
  [{ displayName: ' Alice A. ' }, { displayName: 'Alice A.' }],
  [{ givenName: ' ' }, { givenName: null }],
  [{ surname: 'Archer' }, { surname: 'Archer' }],
  [{ accountEnabled: false }, { accountEnabled: false }],
  [
    { certificateUserIds: ' X509:<SKI>0b \n\n' },
    { authorizationInfo: { certificateUserIds: ['X509:<SKI>0b'] } },
  ],
  [{ certificateUserIds: '' }, { authorizationInfo: { certificateUserIds: [] } }],
])('%j is sent as %j', (typed, changes) => {
  expect(changesOf(USER, { ...formOf(USER), ...typed })).toEqual(changes);
});
