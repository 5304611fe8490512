import type { AlgorithmIdentifier } from '../signature-verifier.ts';
import type { UnixSeconds } from '../time.ts';

/**
 * A certificate's serial number as lower-case hex of its value without leading zeros (`0` for zero), with a
 * leading `-` for the negative numbers that some old CAs wrote. Two serials are equal iff the strings are.
 */
export type SerialNumber = string;

/** RFC 5280 §4.1.2.4. */
export interface Name {
  /** The whole RDNSequence, tag and length included. */
  readonly der: Uint8Array;
  /** In the order of the encoding, usually root first. */
  readonly rdnSequence: readonly (readonly AttributeTypeAndValue[])[];
}

export interface AttributeTypeAndValue {
  /** Dotted decimal OID. */
  readonly type: string;
  /** Text of the value; `#` and hex for what is no string type (RFC 4514 §2.4). */
  readonly value: string;
  /** Present when the value is no string type, which tells `#0500` the text from `#0500` the DER. */
  readonly opaque?: true;
}

/** RFC 5280 §4.2.1.6. The kinds that nobody uses for people stay as DER. */
export type GeneralName =
  | { readonly kind: 'rfc822Name' | 'dNSName' | 'uniformResourceIdentifier'; readonly value: string }
  | { readonly kind: 'directoryName'; readonly name: Name }
  /** `value` is the DER inside the [0] EXPLICIT; `text` its text when it is a string type. */
  | {
      readonly kind: 'otherName';
      readonly typeId: string;
      readonly value: Uint8Array;
      readonly text?: string;
    }
  | { readonly kind: 'iPAddress'; readonly octets: Uint8Array }
  | { readonly kind: 'registeredID'; readonly oid: string }
  | { readonly kind: 'x400Address' | 'ediPartyName'; readonly der: Uint8Array };

export type KeyUsage =
  | 'digitalSignature'
  | 'nonRepudiation'
  | 'keyEncipherment'
  | 'dataEncipherment'
  | 'keyAgreement'
  | 'keyCertSign'
  | 'cRLSign'
  | 'encipherOnly'
  | 'decipherOnly';

export interface Extension {
  readonly extnID: string;
  readonly critical: boolean;
  /** Content of the OCTET STRING. */
  readonly extnValue: Uint8Array;
}

export interface AuthorityKeyIdentifier {
  readonly keyIdentifier?: Uint8Array;
  readonly authorityCertIssuer?: readonly GeneralName[];
  readonly authorityCertSerialNumber?: SerialNumber;
}

export interface GeneralSubtree {
  readonly base: GeneralName;
  readonly minimum: number;
  readonly maximum: number | undefined;
}

/** RFC 5280 §4.2.1.13; the points are for display: revocation never follows them (Entra CBA with federation). */
export interface DistributionPoint {
  readonly fullName?: readonly GeneralName[];
  readonly nameRelativeToCRLIssuer?: readonly AttributeTypeAndValue[];
  readonly reasons?: ReadonlySet<ReasonFlag>;
  readonly cRLIssuer?: readonly GeneralName[];
}

/** RFC 5280 §4.2.1.13 ReasonFlags, without the unused bit 0. */
export type ReasonFlag =
  | 'keyCompromise'
  | 'cACompromise'
  | 'affiliationChanged'
  | 'superseded'
  | 'cessationOfOperation'
  | 'certificateHold'
  | 'privilegeWithdrawn'
  | 'aACompromise';

/** The extensions of RFC 5280 §4.2.1 that path validation and sign-in read; absent when not in the certificate. */
export interface CertificateExtensions {
  readonly all: readonly Extension[];
  readonly authorityKeyIdentifier?: AuthorityKeyIdentifier;
  readonly subjectKeyIdentifier?: Uint8Array;
  readonly keyUsage?: ReadonlySet<KeyUsage>;
  readonly certificatePolicies?: readonly {
    readonly policyIdentifier: string;
    /** The policyQualifierId of each; what they qualify is for people. */
    readonly qualifiers?: readonly string[];
  }[];
  readonly policyMappings?: readonly {
    readonly issuerDomainPolicy: string;
    readonly subjectDomainPolicy: string;
  }[];
  readonly subjectAltName?: readonly GeneralName[];
  readonly issuerAltName?: readonly GeneralName[];
  readonly basicConstraints?: { readonly cA: boolean; readonly pathLenConstraint?: number };
  readonly nameConstraints?: {
    readonly permittedSubtrees?: readonly GeneralSubtree[];
    readonly excludedSubtrees?: readonly GeneralSubtree[];
  };
  readonly policyConstraints?: {
    readonly requireExplicitPolicy?: number;
    readonly inhibitPolicyMapping?: number;
  };
  readonly extKeyUsage?: readonly string[];
  readonly cRLDistributionPoints?: readonly DistributionPoint[];
  readonly freshestCRL?: readonly DistributionPoint[];
  readonly inhibitAnyPolicy?: number;
}

/** RFC 5280 §4.1, parsed once; deeply read-only. */
export interface Certificate {
  readonly der: Uint8Array;
  /** The signed bytes, tag and length included. */
  readonly tbsCertificate: Uint8Array;
  readonly version: 1 | 2 | 3;
  readonly serialNumber: SerialNumber;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly issuer: Name;
  readonly validity: { readonly notBefore: UnixSeconds; readonly notAfter: UnixSeconds };
  readonly subject: Name;
  readonly subjectPublicKeyInfo: {
    /** Tag and length included. */
    readonly der: Uint8Array;
    readonly algorithm: AlgorithmIdentifier;
    /** Content of the BIT STRING without the count of unused bits. */
    readonly subjectPublicKey: Uint8Array;
  };
  readonly extensions: CertificateExtensions;
  readonly signatureValue: Uint8Array;
}
