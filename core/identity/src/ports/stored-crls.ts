import type { SerialNumber, UnixSeconds } from '@signet/pki';
import type { CertificateAuthorityId } from '../ids.ts';
import type { RevocationFailure } from './revocation.ts';

/** The last good download of one CRL URL for one CA: a restart comes up with it. */
export interface StoredCrl {
  readonly certificateAuthorityId: CertificateAuthorityId;
  readonly part: 'base' | 'delta';
  readonly url: string;
  /** DER. */
  readonly crl: Uint8Array;
  /** Of the list; absent where nobody has read it. What `find` brings has to be read again. */
  readonly thisUpdate?: UnixSeconds;
  readonly crlNumber?: bigint | undefined;
  readonly downloadedAt: UnixSeconds;
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
}

export interface StoredCrlVersion {
  /** SHA-256 of what `find` would bring, lower-case hex. */
  readonly sha256: string;
  /** When the server last said that this is its newest list: the download, or a later «not modified». */
  readonly confirmedAt: UnixSeconds;
}

/** Why the newest attempt to have one part of a CA's CRL failed, whichever process tried. */
export interface StoredCrlFailure {
  readonly certificateAuthorityId: CertificateAuthorityId;
  readonly part: StoredCrl['part'];
  readonly url: string;
  readonly failure: RevocationFailure;
  readonly reason: string;
  readonly at: UnixSeconds;
}

export interface StoredCrlRepository {
  /**
   * Adds or replaces. `older`: nothing was stored, because what is stored has a later thisUpdate, or the same and a higher
   * number. What came from another URL counts too, unless the authority names the URL of the new list now. `unwanted`:
   * nothing was stored, because the authority names no URL for this part any more, or went meanwhile. `not-found` where
   * there was no such authority to begin with.
   */
  put(crl: StoredCrl): Promise<'stored' | 'older' | 'unwanted'>;
  find(id: CertificateAuthorityId, part: StoredCrl['part']): Promise<StoredCrl | undefined>;
  /** Tells cheaply that another process stored a new list, or asked for it and found none. */
  findVersion(id: CertificateAuthorityId, part: StoredCrl['part']): Promise<StoredCrlVersion | undefined>;
  /** The server has just said that the list with this SHA-256 is still its newest; nothing if another is stored. */
  confirm(
    id: CertificateAuthorityId,
    part: StoredCrl['part'],
    sha256: string,
    at: UnixSeconds,
  ): Promise<void>;
  /** Adds or replaces; the list that is stored stays. Nothing where `put` would find the list unwanted. */
  putFailure(failure: StoredCrlFailure): Promise<void>;
  findFailure(id: CertificateAuthorityId, part: StoredCrl['part']): Promise<StoredCrlFailure | undefined>;
  /** An attempt has succeeded. */
  removeFailure(id: CertificateAuthorityId, part: StoredCrl['part']): Promise<void>;
}

/** What a CA's responder signed of one certificate; whoever finds it checks it as if it came from the network. */
export interface StoredOcspResponse {
  /** SHA-256, lower-case hex, of what names CA, responder and serial number. */
  readonly id: string;
  /** DER of the OCSPResponse (RFC 6960 §4.2.1). */
  readonly response: Uint8Array;
  readonly expiresAt: UnixSeconds;
}

/** A cache that all processes share: of limited size, so that what was kept may be absent. */
export interface OcspResponseRepository {
  find(id: string, now: UnixSeconds): Promise<StoredOcspResponse | undefined>;
  /** In the place of what was kept of the id. */
  keep(response: StoredOcspResponse): Promise<void>;
}

/** How long the sessions of newly revoked certificates outlived the CRL that revoked them. */
export interface CrlPush {
  readonly certificateAuthorityId: CertificateAuthorityId;
  readonly part: StoredCrl['part'];
  /** When the CRL had been fetched. */
  readonly seenAt: UnixSeconds;
  /** From then until the last session and grant had ended. */
  readonly milliseconds: number;
  readonly sessions: number;
  readonly grants: number;
}

/** The newest push of each CRL URL. */
export interface CrlPushRepository {
  /** Adds or replaces. */
  put(push: CrlPush): Promise<void>;
  find(id: CertificateAuthorityId, part: CrlPush['part']): Promise<CrlPush | undefined>;
}

/** The live sessions and grants of certificates, found by index however many there are. */
export interface CertificateUseRepository {
  /** Of these serial numbers those that a live session or grant came from. */
  findLive(
    id: CertificateAuthorityId,
    serialNumbers: readonly SerialNumber[],
  ): Promise<readonly SerialNumber[]>;
  /**
   * Serial numbers with a live session or grant in ascending order of their text, at most `limit`, after the given
   * one. Those that were ended count until they are settled.
   */
  listLive(
    id: CertificateAuthorityId,
    page: { readonly limit: number; readonly after: SerialNumber | undefined },
  ): Promise<readonly SerialNumber[]>;
  /**
   * Ends all that came from one certificate at a stroke, however many: from now on `find` tells it. `settle` is to
   * follow: until then what comes from the certificate later is ended, too.
   */
  end(certificate: CertificateUse, at: UnixSeconds): Promise<void>;
  /**
   * Writes into each session and grant of a CA, of every CA when none is named, that it has ended with its
   * certificate: a bounded number at a time, so that other writes come in between. Answers how many it has written.
   */
  settle(id?: CertificateAuthorityId): Promise<EndedUses>;
  /** Ends all whose certificate is past its notAfter. */
  endExpired(now: UnixSeconds): Promise<EndedUses>;
}

export interface CertificateUse {
  readonly certificateAuthorityId: CertificateAuthorityId;
  readonly serialNumber: SerialNumber;
  /** Only what was authenticated so: a word of `amr`. */
  readonly amr?: string;
}

export interface EndedUses {
  readonly sessions: number;
  readonly grants: number;
}

/** Work that one process at a time may do; a lease whose holder died runs out. */
export interface LeaseRepository {
  /**
   * True when the holder now has it until `expiresAt`: it was free, had run out, or was the holder's own. A lease that
   * runs for more than an hour from `now` was written by a wrong clock and is taken over, so none should be longer.
   */
  acquire(name: string, holder: string, now: UnixSeconds, expiresAt: UnixSeconds): Promise<boolean>;
  /** Nothing when another holder has taken it over meanwhile. */
  release(name: string, holder: string): Promise<void>;
}
