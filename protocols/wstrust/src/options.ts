import type { ClaimsIssuance } from '@signet/federation';
import type { Directory, Random, TenantId } from '@signet/identity';
import type { SignIn } from '@signet/sign-in';
import type { KeyRing, RingKey } from '@signet/tokens';
import type { XmlCrypto, XmlSigner } from '@signet/xml';

/** What the face is wired with. */
export interface WsTrustOptions {
  readonly origins: {
    /** `https://fs.example`: addresses are built from it and compared with it, never with a Host header. */
    readonly login: string;
    /** Where client certificates are asked for. */
    readonly certificate: string;
  };
  /** Issuer of every assertion: the issuerUri of the domains federated to this server. */
  readonly issuerUri: string;
  /** Whose users sign in here. */
  readonly tenantId: TenantId;
  /** All that may be sent assertions now; asked at every request, so that a new one needs no restart. */
  readonly listRelyingParties: () => Promise<
    readonly {
      /** Every AppliesTo it goes by; the assertion's audience is the one that was asked for. */
      readonly identifiers: readonly string[];
    }[]
  >;
  readonly directory: Pick<Directory, 'replays'>;
  readonly random: Random;
  readonly signIn: SignIn;
  /** What an assertion may say, and to whom. */
  readonly claims: ClaimsIssuance;
  /** Of use `federation-signing`. */
  readonly keyRing: KeyRing;
  readonly createSigner: (key: RingKey) => XmlSigner;
  readonly xmlCrypto: XmlCrypto;
}
