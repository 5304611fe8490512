import { createHash, type KeyObject, sign } from 'node:crypto';
import {
  der,
  derInteger,
  derName,
  extension,
  generateKeys,
  type KeyKind,
  signatureAlgorithm,
} from './der.ts';
import { makeCrl } from './make-crl.ts';

/** A root, an intermediate below it, leaves below that, and the CRL of each CA. */
export interface Chain {
  readonly root: Buffer;
  readonly issuing: Buffer;
  /** All of one key and of different serial numbers. */
  readonly leaves: readonly Buffer[];
  readonly rootCrl: Buffer;
  readonly issuingCrl: Buffer;
  readonly leafKey: KeyObject;
}

export interface ChainOptions {
  readonly kind: KeyKind;
  readonly leaves: number;
  /** Entries of the intermediate's CRL; none of them is a leaf. */
  readonly revoked?: number;
}

export function makeChain({ kind, leaves, revoked = 1000 }: ChainOptions): Chain {
  const root = makeAuthority('Bench Root CA', kind);
  const issuing = makeAuthority('Bench Issuing CA', kind, root);
  const leaf = generateKeys(kind);
  return {
    root: root.certificate,
    issuing: issuing.certificate,
    leaves: Array.from({ length: leaves }, (_, number) => issueLeaf(issuing, leaf.publicKey, number)),
    rootCrl: makeCrl({ entries: 1, ...crlRecipe(root) }),
    issuingCrl: makeCrl({ entries: revoked, ...crlRecipe(issuing) }),
    leafKey: leaf.privateKey,
  };
}

export interface Authority {
  readonly name: Buffer;
  readonly keyIdentifier: Buffer;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly certificate: Buffer;
}

/** A CA with a key of its own; without an issuer its own root. */
export function makeAuthority(commonName: string, kind: KeyKind, issuer?: Authority): Authority {
  const { privateKey, publicKey } = generateKeys(kind);
  const name = derName(commonName);
  const keyIdentifier = keyIdentifierOf(publicKey);
  const self = { name, keyIdentifier, privateKey, publicKey };
  const certificate = issueCertificate(issuer ?? self, {
    serial: issuer === undefined ? 1 : 2,
    subject: name,
    publicKey,
    extensions: [
      extension([0x55, 0x1d, 0x0e], der(0x04, keyIdentifier)),
      extension([0x55, 0x1d, 0x13], der(0x30, der(0x01, Buffer.of(0xff))), true),
      // keyCertSign and cRLSign
      extension([0x55, 0x1d, 0x0f], der(0x03, Buffer.of(1, 0x06)), true),
    ],
  });
  return { ...self, certificate };
}

export function issueLeaf(issuer: Authority, publicKey: KeyObject, number: number): Buffer {
  const userPrincipalName = der(0xa0, der(0x0c, Buffer.from(`user${number}@bench.example`)));
  const otherName = der(0xa0, der(0x06, UPN_OID), userPrincipalName);
  return issueCertificate(issuer, {
    serial: 0x10_0000_0000 + number,
    subject: derName(`User ${number}`),
    publicKey,
    extensions: [
      extension([0x55, 0x1d, 0x0e], der(0x04, keyIdentifierOf(publicKey))),
      // digitalSignature
      extension([0x55, 0x1d, 0x0f], der(0x03, Buffer.of(7, 0x80)), true),
      extension([0x55, 0x1d, 0x25], der(0x30, der(0x06, CLIENT_AUTH_OID))),
      extension([0x55, 0x1d, 0x11], der(0x30, otherName)),
      extension([0x55, 0x1d, 0x1f], distributionPoint('http://crl.bench.example/issuing.crl')),
    ],
  });
}

export type Issuer = Pick<Authority, 'name' | 'keyIdentifier' | 'privateKey'>;

/** A certificate of this issuer, of version 3, good from 2024 to 2036. */
export function issueCertificate(
  { name, keyIdentifier, privateKey }: Issuer,
  subject: {
    readonly serial: number;
    readonly subject: Buffer;
    readonly publicKey: KeyObject;
    readonly extensions: readonly Buffer[];
  },
): Buffer {
  const algorithm = signatureAlgorithm({ privateKey });
  const authority = extension([0x55, 0x1d, 0x23], der(0x30, der(0x80, keyIdentifier)));
  const tbs = der(
    0x30,
    der(0xa0, derInteger(2)),
    derInteger(subject.serial),
    algorithm,
    name,
    der(0x30, der(0x17, Buffer.from('240101000000Z')), der(0x17, Buffer.from('360101000000Z'))),
    subject.subject,
    subject.publicKey.export({ format: 'der', type: 'spki' }),
    der(0xa3, der(0x30, authority, ...subject.extensions)),
  );
  return der(0x30, tbs, algorithm, der(0x03, Buffer.of(0), sign('sha256', tbs, privateKey)));
}

function crlRecipe({ name, keyIdentifier, privateKey }: Authority) {
  return { issuer: name, keyIdentifier, privateKey };
}

function keyIdentifierOf(publicKey: KeyObject): Buffer {
  return createHash('sha1')
    .update(publicKey.export({ format: 'der', type: 'spki' }))
    .digest();
}

function distributionPoint(url: string): Buffer {
  return der(0x30, der(0x30, der(0xa0, der(0xa0, der(0x86, Buffer.from(url))))));
}

/** 1.3.6.1.4.1.311.20.2.3 and 1.3.6.1.5.5.7.3.2 */
const UPN_OID = Buffer.from('2b060104018237140203', 'hex');
const CLIENT_AUTH_OID = Buffer.from('2b06010505070302', 'hex');
