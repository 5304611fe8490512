import type { RequestContext } from '@signet/http';
import type { Directory, Random } from '@signet/identity';
import type { AddressPolicy, RevocationService } from '@signet/revocation';
import type { AccessTokens } from '@signet/tokens';

/** What the face is wired with. */
export interface GraphOptions {
  readonly origins: {
    /** `https://login.example`: issuer of the access tokens. */
    readonly login: string;
    /** Names of Graph as a resource; the first is its real address and begins every link. */
    readonly graph: readonly string[];
  };
  readonly directory: Directory;
  readonly random: Random;
  readonly revocation: RevocationService;
  /** Of the token service, which mints them. */
  readonly accessTokens: AccessTokens;
  /** Which literal addresses a CRL URL may name; names are judged when they are fetched. */
  readonly crlAddresses: AddressPolicy;
  /** Told of faults of ours, which the wire shows as an id only. */
  readonly onUnexpected: (error: unknown, context: RequestContext) => void;
}
