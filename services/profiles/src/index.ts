/**
 * services/profiles makes what a phone needs to fetch mail with a certificate: a signed
 * Apple configuration profile, and the managed configuration of Android's mail apps. Pure apart from
 * cryptography: certificate, key and names come in, bytes and plain data go out.
 *
 *   apple/     property list, payloads, the profile        pkcs12/   certificate and key in one file
 *   android/   managed configurations                      signed-data.ts   CMS around a profile
 */
export {
  type AndroidApp,
  type AndroidConfigurations,
  createAndroidConfiguration,
} from './android/android-configuration.ts';
export {
  type AppleProfileRequest,
  createAppleProfile,
  type PastDaysToSync,
  writeAppleProfile,
} from './apple/apple-profile.ts';
export { checkMailAccount, type MailAccount } from './mail-account.ts';
export { encodePkcs12, type Pkcs12Contents, type Pkcs12Protection } from './pkcs12/encode-pkcs12.ts';
export { ProfileError, type ProfileErrorCode } from './profile-error.ts';
export { type ProfileSigner, signContent } from './signed-data.ts';
