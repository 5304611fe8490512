import { formatName, parseCertificate } from '@signet/pki';
import type { MailAccount } from '../mail-account.ts';
import { payloadUuid, sha256 } from './identifiers.ts';
import type { PlistDict } from './plist.ts';

/** A payload under the profile's identifier. */
interface Named {
  readonly type: string;
  readonly identifier: string;
  readonly displayName: string;
}

/** The five keys that every payload and the profile itself must have. */
export function describePayload({ type, identifier, displayName }: Named): PlistDict {
  return {
    PayloadType: type,
    PayloadVersion: 1,
    PayloadIdentifier: identifier,
    PayloadUUID: payloadUuid(identifier),
    PayloadDisplayName: displayName,
  };
}

/** com.apple.security.root, also for the CAs in between: the phone sorts them by what they are. */
export function authorityPayload(profile: string, certificate: Uint8Array): PlistDict {
  const fingerprint = sha256(certificate).subarray(0, 8).toString('hex');
  return {
    ...describePayload({
      type: 'com.apple.security.root',
      identifier: `${profile}.authority.${fingerprint}`,
      displayName: formatName(parseCertificate(certificate).subject),
    }),
    PayloadCertificateFileName: `${fingerprint}.cer`,
    PayloadContent: certificate,
  };
}

export interface Identity {
  readonly p12: Uint8Array;
  /** Absent: the phone asks for it. */
  readonly password: string | undefined;
}

/**
 * Payload `com.apple.security.pkcs12`: certificate and key. Of one profile it has one UUID, which the mail payload
 * names.
 */
export function identityPayload(profile: string, owner: string, { p12, password }: Identity): PlistDict {
  return {
    ...describePayload({
      type: 'com.apple.security.pkcs12',
      identifier: identityIdentifier(profile),
      displayName: `Certificate of ${owner}`,
    }),
    PayloadCertificateFileName: 'identity.p12',
    Password: password,
    PayloadContent: p12,
  };
}

/** Payload `com.apple.eas.account`: a mail account that signs in with the certificate of `identityPayload`. */
export function mailPayload(
  profile: string,
  { host, emailAddress, userPrincipalName }: MailAccount,
  pastDaysToSync: number,
): PlistDict {
  return {
    ...describePayload({
      type: 'com.apple.eas.account',
      identifier: `${profile}.mail`,
      displayName: `Mail of ${emailAddress}`,
    }),
    Host: host,
    // The default is false.
    SSL: true,
    EmailAddress: emailAddress,
    // Needed where nobody is there to be asked: installation by device management.
    UserName: userPrincipalName,
    PayloadCertificateUUID: payloadUuid(identityIdentifier(profile)),
    MailNumberOfPastDaysToSync: pastDaysToSync,
    EnableMail: true,
    // The server holds mail and nothing else; a phone that asks for a calendar would show an error every hour.
    EnableContacts: false,
    EnableCalendars: false,
    EnableReminders: false,
    EnableNotes: false,
  };
}

function identityIdentifier(profile: string): string {
  return `${profile}.identity`;
}
