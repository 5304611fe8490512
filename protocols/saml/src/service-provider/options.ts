import type { Directory, Random, SessionId } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import type { Interactions, Sessions, SignIn } from '@signet/sign-in';
import type { KeyRing, RingKey } from '@signet/tokens';
import type { XmlCrypto, XmlDecryptor, XmlSigner } from '@signet/xml';

/** What the token service's part of the face is wired with. */
export interface ServiceProviderOptions {
  /** Of the token service; addresses that messages must name are built from it. */
  readonly loginOrigin: string;
  readonly directory: Directory;
  readonly random: Random;
  readonly signIn: SignIn;
  readonly interactions: Interactions;
  readonly sessions: Sessions;
  readonly xmlCrypto: XmlCrypto;
  /** Signs requests for domains that want them signed; its certificate is what the partner is given. */
  readonly requestSigner: (now: UnixSeconds) => Promise<XmlSigner>;
  /**
   * Of use `assertion-decryption`: the current certificate is published for partners to encrypt for, and what was
   * encrypted for an older one is still opened while that one lives.
   */
  readonly decryptionKeys: KeyRing;
  readonly createDecryptor: (keys: readonly RingKey[]) => XmlDecryptor;
  /** Addresses of the applications that have to be told that these sessions ended, loaded unseen. */
  readonly listSignOutFrames: (sessions: readonly SessionId[]) => Promise<readonly string[]>;
}

/** The assertion consumer service that every request names. */
export function assertionConsumerServiceOf({
  loginOrigin,
}: Pick<ServiceProviderOptions, 'loginOrigin'>): string {
  return `${loginOrigin}/login.srf`;
}
