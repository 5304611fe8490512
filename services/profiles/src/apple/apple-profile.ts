import { checkMailAccount, type MailAccount } from '../mail-account.ts';
import { type ProfileSigner, signContent } from '../signed-data.ts';
import { profileIdentifier } from './identifiers.ts';
import {
  authorityPayload,
  describePayload,
  type Identity,
  identityPayload,
  mailPayload,
} from './payloads.ts';
import { type PlistDict, writePlist } from './plist.ts';

/** 0 is everything; other numbers a phone refuses. */
export type PastDaysToSync = 0 | 1 | 3 | 7 | 14 | 31;

export interface AppleProfileRequest {
  /** Who gives the profile out, as the phone shows it. */
  readonly organisation: string;
  readonly account: MailAccount;
  /**
   * PKCS #12 with one identity. With its password the whole profile is a secret, and it travels unencrypted:
   * only over TLS, by a link that works once.
   */
  readonly identity: Identity;
  /** DER: root and intermediates of the server's certificate and of the user's. */
  readonly authorities: readonly Uint8Array[];
  /** Default 7. */
  readonly pastDaysToSync?: PastDaysToSync;
}

/**
 * A signed Apple configuration profile (`.mobileconfig`, `application/x-apple-aspen-config`): the CAs, the
 * identity and the Exchange ActiveSync account that uses it (com.apple.eas.account). Throws `ProfileError`.
 */
export async function createAppleProfile(
  request: AppleProfileRequest,
  signer: ProfileSigner,
): Promise<Uint8Array> {
  return signContent(Buffer.from(writeAppleProfile(request), 'utf8'), signer);
}

/** The property list that is signed. */
export function writeAppleProfile(request: AppleProfileRequest): string {
  const { organisation, account, identity, authorities, pastDaysToSync = 7 } = request;
  checkMailAccount(account);
  const profile = profileIdentifier(account.host, account.userPrincipalName);
  const payloads: readonly PlistDict[] = [
    ...authorities.map((authority) => authorityPayload(profile, authority)),
    identityPayload(profile, account.userPrincipalName, identity),
    mailPayload(profile, account, pastDaysToSync),
  ];
  return writePlist({
    ...describePayload({
      type: 'Configuration',
      identifier: profile,
      displayName: `${organisation}: mail with a certificate`,
    }),
    PayloadOrganization: organisation,
    PayloadDescription: `Mail of ${account.emailAddress}, signed in to by certificate instead of a password.`,
    PayloadRemovalDisallowed: false,
    PayloadContent: payloads,
  });
}
