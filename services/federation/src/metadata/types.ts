import type {
  Clock,
  DescribedTrust,
  Directory,
  Domain,
  MetadataRefresh,
  MetadataSubject,
  RelyingPartyTrust,
} from '@signet/identity';
import type { XmlCrypto } from '@signet/xml';

/** How a URL is read: the one fetcher, with its limits and its address policy. */
export type FetchMetadata = (
  url: string,
  validators: { readonly etag: string | undefined; readonly lastModified: string | undefined },
) => Promise<
  | {
      readonly outcome: 'fetched';
      readonly body: Uint8Array;
      readonly etag: string | undefined;
      readonly lastModified: string | undefined;
    }
  | { readonly outcome: 'not-modified' }
  | { readonly outcome: 'failed'; readonly failure: string; readonly reason: string }
>;

export interface MetadataRefreshServices {
  readonly directory: Directory;
  readonly clock: Clock;
  /** Of this process; random. */
  readonly leaseHolder: string;
  readonly fetch: FetchMetadata;
  readonly xmlCrypto: XmlCrypto;
  /** Throws `XmlError`. */
  readonly readRelyingParty: (text: string) => DescribedTrust;
  readonly canEncryptFor: (certificate: Uint8Array) => boolean;
  readonly log: {
    info(facts: object, message: string): void;
    warn(facts: object, message: string): void;
  };
}

/** Metadata of federation partners, kept up to date. */
export interface MetadataRefresher {
  /**
   * All that is due: relying parties by their own rhythm, domains daily from 30 days before their signing certificate
   * ends. One process does each; a failure is kept and told, and never ends the round.
   */
  refreshDue(): Promise<void>;
  /** Now, whatever is due. `undefined`: another process is at it. */
  refreshNow(subject: RefreshSubject): Promise<MetadataRefresh | undefined>;
}

export type RefreshSubject =
  | { readonly kind: 'domain'; readonly domain: Domain; readonly url?: string }
  | { readonly kind: 'relying-party'; readonly trust: RelyingPartyTrust };

/** The name under which the last refresh of a subject is kept, and its lease. */
export function subjectOf(subject: RefreshSubject): MetadataSubject {
  return subject.kind === 'domain' ? `domain ${subject.domain.name}` : `relying-party ${subject.trust.id}`;
}
