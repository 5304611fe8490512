import { expect, it } from 'vitest';
import { createAndroidConfiguration } from '../src/index.ts';

const account = {
  host: 'localhost:49443',
  emailAddress: 'alice@contoso.example',
  userPrincipalName: 'alice@contoso.example',
};
const configurations = createAndroidConfiguration({ account, certificateAlias: 'signet-alice' });

it('Gmail is told host, user and the alias of the certificate, and to check the server', () => {
  expect(configurations.gmail).toMatchObject({
    packageName: 'com.google.android.gm',
    managedConfiguration: {
      email_address: 'alice@contoso.example',
      exchange_host: 'localhost:49443',
      exchange_username: 'alice@contoso.example',
      exchange_login_certificate_alias: 'signet-alice',
      exchange_ssl_required: true,
      exchange_trust_all_certificates: false,
    },
  });
});

it('Nine takes the port apart, and says what is not verified', () => {
  expect(configurations.nine.managedConfiguration).toMatchObject({
    AppServiceHost: 'localhost',
    AppServicePort: 49443,
    UseSSL: true,
  });
  expect(configurations.nine.notes.join()).toContain('Not verified');
  const plain = createAndroidConfiguration({
    account: { ...account, host: 'eas.contoso.example' },
    certificateAlias: 'a',
  });
  expect(plain.nine.managedConfiguration).toMatchObject({
    AppServiceHost: 'eas.contoso.example',
    AppServicePort: 443,
  });
});

it('Outlook has keys under its own prefix and no password sign-in', () => {
  expect(configurations.outlook.managedConfiguration).toMatchObject({
    'com.microsoft.outlook.EmailProfile.EmailUPN': 'alice@contoso.example',
    'com.microsoft.outlook.EmailProfile.AccountType': 'ModernAuth',
  });
});

it('refuses a host that is a URL', () => {
  const faulty = { ...account, host: 'https://localhost' };
  expect(() => createAndroidConfiguration({ account: faulty, certificateAlias: 'a' })).toThrow(
    'no host name',
  );
});
