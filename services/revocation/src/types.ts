import type {
  CertificateAuthority,
  Clock,
  CrlFault,
  CrlPush,
  Directory,
  RevocationFailure,
  RevocationOracle,
  StoredCrl,
} from '@signet/identity';
import type {
  CertificateList,
  PathRelaxation,
  RevokedCertificate,
  SerialNumber,
  SignatureVerifier,
  UnixSeconds,
} from '@signet/pki';
import type { CrlReader } from './crl-reader.ts';
import type { Fetcher } from './fetcher.ts';
import type { RevocationLimits } from './limits.ts';

export interface RevocationServiceOptions {
  readonly directory: Pick<
    Directory,
    'storedCrls' | 'certificateAuthorities' | 'leases' | 'crlPushes' | 'authenticationMethodPolicies'
  >;
  readonly clock: Clock;
  readonly verifySignature: SignatureVerifier;
  /** Default: `INLINE_READER`; a process that serves people takes `createWorkerReader`. */
  readonly reader?: CrlReader;
  /** Default: `createFetcher(limits)`. */
  readonly fetcher?: Fetcher;
  readonly log?: RevocationLog;
  /** Named departures for the signatures of CRLs; default none: SHA-1 and DSA are refused. */
  readonly allow?: readonly PathRelaxation[];
  /** Whatever is absent has its default, see `DEFAULT_LIMITS`. */
  readonly limits?: Partial<RevocationLimits>;
}

/** Shaped so that a pino logger fits. */
export interface RevocationLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
}

export type CrlPart = StoredCrl['part'];

/** Answers whether certificates are revoked, from CRLs that it downloads, keeps and renews. */
export interface RevocationService extends RevocationOracle, AsyncDisposable {
  /**
   * Downloads every CRL of the CA now, whatever is cached, and says per URL what came of it. A CRL that is
   * refused leaves the one in use untouched.
   */
  refresh(authority: CertificateAuthority): Promise<readonly RefreshResult[]>;
  /** What is held for each URL of the CA; loads from the store but never downloads. */
  status(authority: CertificateAuthority): Promise<readonly CrlStatus[]>;
  /** Refreshes what is due of all CAs, in memory first and spread over time, until `stop`. */
  start(): void;
  /** Ends the background refresh and downloads under way. */
  stop(): Promise<void>;
  /** One round of what `start` does over and over: refreshes every CRL of every CA that is due at this moment. */
  refreshDue(): Promise<void>;
  /**
   * Calls the listener after each new CRL has come into use in this process, downloaded or loaded from the store,
   * so the same list may be told again after a restart. The result takes the listener away again.
   */
  onNewCrl(listener: NewCrlListener): () => void;
  /** Calls the listener after each round of `refreshDue`: for what could not be done when a list came. */
  onSweep(listener: () => Promise<void>): () => void;
}

export type RefreshResult = { readonly part: CrlPart; readonly url: string } & (
  | { readonly outcome: 'updated' | 'unchanged'; readonly crl: CrlFacts }
  | {
      readonly outcome: 'failed';
      readonly failure: RevocationFailure;
      readonly fault: CrlFault | undefined;
      readonly reason: string;
    }
);

/** What people want to know of a CRL. */
export interface CrlFacts {
  readonly issuer: string;
  /** Decimal; absent in lists without the extension. */
  readonly crlNumber: string | undefined;
  /** BaseCRLNumber of a delta. */
  readonly baseCrlNumber: string | undefined;
  readonly thisUpdate: UnixSeconds;
  readonly nextUpdate: UnixSeconds | undefined;
  readonly nextPublish: UnixSeconds | undefined;
  readonly entries: number;
  readonly bytes: number;
}

export interface CrlStatus {
  readonly part: CrlPart;
  readonly url: string;
  readonly state: 'valid' | 'expired' | 'absent';
  readonly crl: CrlFacts | undefined;
  readonly downloadedAt: UnixSeconds | undefined;
  /** When the background will ask again; absent while nothing is held. */
  readonly nextRefresh: UnixSeconds | undefined;
  /** The failure of the newest attempt, whichever process made it; absent once an attempt has succeeded. */
  readonly lastError: CrlError | undefined;
  /** How long what a new list revoked lived on, the last time that a list ended something. */
  readonly lastPush: CrlPush | undefined;
}

export interface CrlError {
  readonly failure: RevocationFailure;
  /** Of an attempt of this process, where more than the code is known. */
  readonly fault?: CrlFault;
  readonly reason: string;
  readonly at: UnixSeconds;
}

export type NewCrlListener = (event: NewCrl) => void | Promise<void>;

export interface NewCrl {
  readonly authority: CertificateAuthority;
  readonly part: CrlPart;
  readonly crl: CertificateList;
  /** The entry of a serial number if the new CRL revokes it: for holding live grants against the list. */
  findRevoked(serialNumber: string): RevokedCertificate | undefined;
  /**
   * What the new CRL revokes and the one before did not, and what a delta takes back no more; absent for the first,
   * and for thousands.
   */
  readonly newlyRevoked: readonly SerialNumber[] | undefined;
  /** When the list had been fetched, or was found in the store: at a restart, or downloaded by another process. */
  readonly seenAt: UnixSeconds;
  /** Since then. */
  millisecondsSinceSeen(): number;
}
