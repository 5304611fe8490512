import type { Clock, Random } from '@signet/identity';
import type { CRLReason, SerialNumber, UnixSeconds } from '@signet/pki';

/** RSA is what phones and AD FS worlds use; P-256 keys are made about a hundred times faster, for tests. */
export type KeyAlgorithm = 'rsa-2048' | 'p-256';

export type CaName = 'root' | 'issuing';

export interface LabPkiOptions {
  readonly clock: Clock;
  /** Serial numbers and passwords. Keys come from WebCrypto, which takes no seed. */
  readonly random: Random;
  /** Where state is kept; absent: in memory only. Must be absent or empty on disk. */
  readonly folder?: string;
  /** Of every key the PKI makes, unless a request says otherwise. Default `rsa-2048`. */
  readonly keyAlgorithm?: KeyAlgorithm;
  /** The O of every name and the first word of the CAs' names. Default `Contoso`. */
  readonly organisation?: string;
  /** Where the publisher answers; written into certificates as CRL and AIA addresses. Default `http://localhost:8080`. */
  readonly publisherUrl?: string;
  /** DNS names of the TLS certificate beside `localhost`. Default: one for each part of Signet, below contoso.example. */
  readonly tlsDnsNames?: readonly string[];
}

export interface OpenLabPkiOptions {
  readonly clock: Clock;
  readonly random: Random;
}

/** A certificate authority with its key; another PKI's may be passed as `issuer`. */
export interface LabCertificateAuthority {
  readonly name: CaName;
  /** DER. */
  readonly certificate: Uint8Array;
  readonly certificatePem: string;
  /** This certificate and those above it, lowest first. */
  readonly chainPem: string;
  /** Leaf first: `CN=Contoso Issuing CA, O=Contoso`. */
  readonly subject: string;
  readonly serialNumber: SerialNumber;
  /** 40 upper-case hex digits. */
  readonly subjectKeyIdentifier: string;
  readonly notAfter: UnixSeconds;
  readonly signingKey: CryptoKey;
}

/** What `node:https` wants as `cert` and `key`. */
export interface TlsIdentity {
  /** Leaf and issuing CA. */
  readonly chainPem: string;
  /** PKCS #8. */
  readonly privateKeyPem: string;
}

export interface SubjectAltNameEntry {
  readonly type: 'upn' | 'email' | 'dns' | 'ip' | 'url';
  readonly value: string;
}

export interface ClientCertificateRequest {
  readonly commonName: string;
  /** Principal Name: otherName 1.3.6.1.4.1.311.20.2.3, a UTF8String. */
  readonly userPrincipalName?: string;
  readonly rfc822Name?: string;
  /** Takes the place of both names; an empty list leaves the extension out. */
  readonly subjectAltName?: readonly SubjectAltNameEntry[];
  /** Default: five minutes ago. */
  readonly notBefore?: UnixSeconds;
  /** Default: a year from now, or the issuer's end if that is earlier. */
  readonly notAfter?: UnixSeconds;
  /** Dotted OIDs. Default: clientAuth. An empty list leaves the extension out. */
  readonly extKeyUsage?: readonly string[];
  /** Certificate policies, dotted OIDs. Default: none. */
  readonly certificatePolicies?: readonly string[];
  /** Default `issuing`. */
  readonly issuer?: CaName | LabCertificateAuthority;
  readonly keyAlgorithm?: KeyAlgorithm;
  /** Default: a random one. */
  readonly p12Password?: string;
}

export interface ClientCertificate extends TlsIdentity {
  /** DER of the leaf. */
  readonly certificate: Uint8Array;
  readonly certificatePem: string;
  /** PKCS #12 with key, leaf and every CA up to the root. */
  readonly p12: Uint8Array;
  readonly p12Password: string;
  readonly serialNumber: SerialNumber;
}

/** One line of the register. */
export interface IssuedCertificate {
  readonly serialNumber: SerialNumber;
  /** Of the issuer, leaf first. */
  readonly issuer: string;
  readonly subject: string;
  readonly userPrincipalName: string | undefined;
  readonly notBefore: UnixSeconds;
  readonly notAfter: UnixSeconds;
}

export interface Revocation {
  readonly serialNumber: SerialNumber;
  readonly revocationDate: UnixSeconds;
  readonly reason: Exclude<CRLReason, 'removeFromCRL'>;
}

export interface PublishOptions {
  /** Default: both. */
  readonly cas?: readonly CaName[];
  /** Default true. */
  readonly base?: boolean;
  /** Default true. */
  readonly delta?: boolean;
  /** Default seven days. */
  readonly nextUpdateSeconds?: number;
  /** Default one day. */
  readonly deltaNextUpdateSeconds?: number;
  /** How long ago thisUpdate was; nextUpdate counts from there. Default 0. */
  readonly ageSeconds?: number;
}

/** Paths under the publisher's address. */
export type PublicationPath = `crl/${CaName}.crl` | `crl/${CaName}-delta.crl` | `ca/${CaName}.cer`;

export interface Publication {
  /** DER. */
  readonly bytes: Uint8Array;
  readonly modifiedAt: UnixSeconds;
}

export interface LabPki {
  readonly folder: string | undefined;
  readonly organisation: string;
  readonly publisherUrl: string;
  readonly root: LabCertificateAuthority;
  readonly issuing: LabCertificateAuthority;
  /** For `localhost`, 127.0.0.1, ::1 and the host names of the demo. */
  readonly tls: TlsIdentity;
  issueClientCertificate(request: ClientCertificateRequest): Promise<ClientCertificate>;
  listIssued(): Promise<readonly IssuedCertificate[]>;
  listRevoked(ca: CaName): Promise<readonly Revocation[]>;
  /** Of the CA's newest CRL, base or delta. */
  newestCrlNumber(ca: CaName): Promise<number>;
  /**
   * Notes the revocation; the world learns of it with the next `publish`. Throws `unknown-serial-number`, and
   * `already-revoked` unless it was on hold.
   */
  revoke(serialNumber: SerialNumber, reason?: Revocation['reason']): Promise<Revocation>;
  /** Ends a hold (`certificateHold`): the next delta CRL says removeFromCRL. Throws `not-on-hold`. */
  unrevoke(serialNumber: SerialNumber): Promise<void>;
  /** Writes new CRLs, with the next CRL number of each CA. Throws `no-base-crl` for a delta without a base. */
  publish(options?: PublishOptions): Promise<void>;
  /** Puts any bytes where a CRL or CA certificate is published: how tests publish what is wrong. */
  publishBytes(path: PublicationPath, bytes: Uint8Array): Promise<void>;
  findPublication(path: string): Promise<Publication | undefined>;
}
