import { checkMailAccount, type MailAccount } from '../mail-account.ts';

/** The managed configuration of one app, as a device management system takes it. */
export interface AndroidApp {
  readonly packageName: string;
  readonly managedConfiguration: Readonly<Record<string, string | number | boolean>>;
  /** What whoever rolls it out has to know; part of the answer because no key can say it. */
  readonly notes: readonly string[];
}

export interface AndroidConfigurations {
  readonly gmail: AndroidApp;
  readonly nine: AndroidApp;
  readonly outlook: AndroidApp;
}

export interface AndroidRequest {
  readonly account: MailAccount;
  /** Under which the device keeps the certificate: KeyChain alias in the work profile. */
  readonly certificateAlias: string;
}

/**
 * Managed configurations for Android's mail apps (Outlook, Gmail): one for each,
 * because each has keys of its own. Android takes no certificate with a configuration: the device management
 * system installs it, and the configuration names its alias. Throws `ProfileError` `account-invalid`.
 */
export function createAndroidConfiguration(request: AndroidRequest): AndroidConfigurations {
  checkMailAccount(request.account);
  return { gmail: gmail(request), nine: nine(request), outlook: outlook(request) };
}

function gmail({ account, certificateAlias }: AndroidRequest): AndroidApp {
  return {
    packageName: 'com.google.android.gm',
    managedConfiguration: {
      email_address: account.emailAddress,
      exchange_host: account.host,
      exchange_username: account.userPrincipalName,
      exchange_login_certificate_alias: certificateAlias,
      exchange_ssl_required: true,
      exchange_trust_all_certificates: false,
      // A week, as on iOS.
      default_sync_window: 3,
    },
    notes: [
      'Install the certificate in the work profile under the alias that exchange_login_certificate_alias names.',
    ],
  };
}

function nine({ account }: AndroidRequest): AndroidApp {
  const { hostname, port } = new URL(`https://${account.host}`);
  return {
    packageName: 'com.ninefolders.hd3',
    managedConfiguration: {
      AppServiceHost: hostname,
      AppServicePort: port === '' ? 443 : Number(port),
      UseSSL: true,
      Username: account.userPrincipalName,
      Email: account.emailAddress,
    },
    notes: [
      'Not verified: Nine has keys for the client certificate whose names are not documented publicly; choose the certificate in the app, or take the names from the configuration schema that the store shows.',
    ],
  };
}

function outlook({ account }: AndroidRequest): AndroidApp {
  const prefix = 'com.microsoft.outlook.EmailProfile';
  return {
    packageName: 'com.microsoft.office.outlook',
    managedConfiguration: {
      [`${prefix}.EmailAccountName`]: account.emailAddress,
      [`${prefix}.EmailAddress`]: account.emailAddress,
      [`${prefix}.EmailUPN`]: account.userPrincipalName,
      [`${prefix}.AccountType`]: 'ModernAuth',
    },
    notes: [
      'Outlook signs in through the browser, and the certificate is chosen there; it does not speak ActiveSync, so it reaches mailboxes of Exchange Online only.',
    ],
  };
}
