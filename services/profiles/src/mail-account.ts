import { ProfileError } from './profile-error.ts';

/** What every mail app is told; TLS is not a choice. */
export interface MailAccount {
  /** `eas.contoso.example` or with a port, as `localhost:49443`: where ActiveSync asks for a certificate. */
  readonly host: string;
  readonly emailAddress: string;
  readonly userPrincipalName: string;
}

/** Throws `account-invalid`: a phone would accept the profile and never reach the server. */
export function checkMailAccount({ host, emailAddress, userPrincipalName }: MailAccount): void {
  if (!HOST.test(host) || !URL.canParse(`https://${host}`)) {
    throw new ProfileError('account-invalid', `«${host}» is no host name, with or without a port.`);
  }
  for (const name of [emailAddress, userPrincipalName]) {
    if (/^[^@\s]+@[^@\s]+$/.test(name)) continue;
    throw new ProfileError('account-invalid', `«${name}» is not of the form name@domain.`);
  }
}

const HOST = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?(?::\d{1,5})?$/;
