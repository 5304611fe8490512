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

/** The form without spaces around its texts and without empty lines: the lines that Graph counts. */
export function tidied(form: UserForm): UserForm {
  return {
    ...form,
    displayName: form.displayName.trim(),
    givenName: form.givenName.trim(),
    surname: form.surname.trim(),
    certificateUserIds: linesOf(form.certificateUserIds).join('\n'),
  };
}

/** What differs, as Graph takes it: what nobody touched is not set anew over somebody else's change. */
export function changesOf(user: Schemas['User'], form: UserForm): Schemas['UserChanges'] {
  const before = tidied(formOf(user));
  const { displayName, givenName, surname, certificateUserIds, accountEnabled } = tidied(form);
  return {
    ...(displayName !== before.displayName && { displayName }),
    ...(givenName !== before.givenName && { givenName: givenName || null }),
    ...(surname !== before.surname && { surname: surname || null }),
    ...(certificateUserIds !== before.certificateUserIds && {
      authorizationInfo: { certificateUserIds: linesOf(certificateUserIds) },
    }),
    ...(accountEnabled !== before.accountEnabled && { accountEnabled }),
  };
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
