import { createHash, createHmac, createPrivateKey } from 'node:crypto';
import {
  bmpString,
  context,
  contextOctets,
  encode,
  integer,
  nothing,
  octets,
  oid,
  sequence,
  set,
} from '../asn1.ts';
import { deriveMacKey, encrypt, ITERATIONS, type Pkcs12Protection } from './protection.ts';

export type { Pkcs12Protection } from './protection.ts';

export interface Pkcs12Contents {
  /** PEM, PKCS #8. */
  readonly privateKeyPem: string;
  /** DER of the certificate of the key. */
  readonly certificate: Uint8Array;
  /** DER of the CAs above it. */
  readonly authorities: readonly Uint8Array[];
  /** What the device shows. */
  readonly friendlyName: string;
  readonly password: string;
  readonly protection: Pkcs12Protection;
}

/** A PKCS #12 file (RFC 7292) with one identity, in DER. */
export function encodePkcs12(contents: Pkcs12Contents): Uint8Array {
  const { password, protection } = contents;
  const authenticatedSafe = encode(
    sequence(encryptedCertificates(contents), data(encode(shroudedKey(contents)))),
  );
  const { hash, salt, key } = deriveMacKey(password, protection);
  const digest = createHmac(hash, key).update(authenticatedSafe).digest();
  const digestInfo = sequence(sequence(oid(OID[hash]), nothing()), octets(digest));
  return encode(
    sequence(integer(3), data(authenticatedSafe), sequence(digestInfo, octets(salt), integer(ITERATIONS))),
  );
}

type Part = ReturnType<typeof sequence>;

function encryptedCertificates(contents: Pkcs12Contents): Part {
  const { certificate, authorities, password, protection } = contents;
  const bags = sequence(
    certBag(certificate, bagAttributes(contents)),
    ...authorities.map((authority) => certBag(authority)),
  );
  const { algorithm, ciphertext } = encrypt(encode(bags), password, protection);
  const content = sequence(oid(OID.data), algorithm, contextOctets(0, ciphertext));
  return sequence(oid(OID.encryptedData), context(0, sequence(integer(0), content)));
}

function certBag(certificate: Uint8Array, ...attributes: readonly Part[]): Part {
  const bag = sequence(oid(OID.x509Certificate), context(0, octets(certificate)));
  return sequence(oid(OID.certBag), context(0, bag), ...attributes);
}

function shroudedKey(contents: Pkcs12Contents): Part {
  const plain = createPrivateKey(contents.privateKeyPem).export({ type: 'pkcs8', format: 'der' });
  const { algorithm, ciphertext } = encrypt(plain, contents.password, contents.protection);
  const shrouded = sequence(algorithm, octets(ciphertext));
  return sequence(sequence(oid(OID.pkcs8ShroudedKeyBag), context(0, shrouded), bagAttributes(contents)));
}

/** RFC 7292 §4.2: localKeyId ties the certificate to its key; every reader looks for it. */
function bagAttributes({ certificate, friendlyName }: Pkcs12Contents): Part {
  const localKeyId = octets(createHash('sha1').update(certificate).digest());
  return set(
    sequence(oid(OID.friendlyName), set(bmpString(friendlyName))),
    sequence(oid(OID.localKeyId), set(localKeyId)),
  );
}

function data(content: Uint8Array): Part {
  return sequence(oid(OID.data), context(0, octets(content)));
}

const OID = {
  data: '1.2.840.113549.1.7.1',
  encryptedData: '1.2.840.113549.1.7.6',
  pkcs8ShroudedKeyBag: '1.2.840.113549.1.12.10.1.2',
  certBag: '1.2.840.113549.1.12.10.1.3',
  x509Certificate: '1.2.840.113549.1.9.22.1',
  friendlyName: '1.2.840.113549.1.9.20',
  localKeyId: '1.2.840.113549.1.9.21',
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
} as const;
