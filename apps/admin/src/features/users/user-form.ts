import type { Schemas } from '../../lib/graph-api.ts';

/** A person as they stand in a form. */
export interface UserForm {
  readonly displayName: string;
  readonly givenName: string;
  readonly surname: string;
  /** One in each line. */
  readonly certificateUserIds: string;
  readonly accountEnabled: boolean;
}

export function formOf(user: Schemas['User']): UserForm {
  return {
    displayName: user.displayName ?? '',
    givenName: user.givenName ?? '',
    surname: user.surname ?? '',
    certificateUserIds: (user.authorizationInfo?.certificateUserIds ?? []).join('\n'),
    accountEnabled: user.accountEnabled ?? true,
  };
}

/** What differs, as Graph takes it: what nobody touched is not set anew over somebody else's change. */
export function changesOf(user: Schemas['User'], form: UserForm): Schemas['UserChanges'] {
  const before = formOf(user);
  const [displayName, givenName, surname] = [form.displayName, form.givenName, form.surname].map((text) =>
    text.trim(),
  );
  const ids = form.certificateUserIds
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return {
    ...(displayName !== before.displayName && { displayName }),
    ...(givenName !== before.givenName && { givenName: givenName || null }),
    ...(surname !== before.surname && { surname: surname || null }),
    ...(ids.join('\n') !== before.certificateUserIds && { authorizationInfo: { certificateUserIds: ids } }),
    ...(form.accountEnabled !== before.accountEnabled && { accountEnabled: form.accountEnabled }),
  };
}
