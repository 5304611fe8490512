import {
  createCipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  pbkdf2Sync,
  randomBytes,
} from 'node:crypto';
import {
  bmpText,
  context,
  der,
  integer,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
  set,
} from './der-writer.ts';

export interface Pkcs12Contents {
  readonly privateKeyPem: string;
  /** DER of the certificate of the key. */
  readonly certificate: Uint8Array;
  /** DER of the CAs above it. */
  readonly authorities: readonly Uint8Array[];
  /** What the device shows: friendlyName. */
  readonly friendlyName: string;
  readonly password: string;
}

/**
 * A PKCS #12 file (RFC 7292) as OpenSSL 3 writes it by default: PBES2 with PBKDF2-HMAC-SHA-256 and
 * AES-256-CBC around key and certificates, and an HMAC-SHA-256 over all. Readers older than about 2019 know
 * only RC2 and 3DES; they are left behind on purpose.
 */
export function encodePkcs12(contents: Pkcs12Contents): Uint8Array {
  const authenticatedSafe = sequence(
    encryptedData(certificateBags(contents), contents.password),
    data(keyBag(contents)),
  );
  return sequence(integer(3), data(authenticatedSafe), macData(authenticatedSafe, contents.password));
}

function certificateBags(contents: Pkcs12Contents): Uint8Array {
  const leaf = certBag(contents.certificate, bagAttributes(contents));
  return sequence(leaf, ...contents.authorities.map((authority) => certBag(authority)));
}

function certBag(certificate: Uint8Array, attributes?: Uint8Array): Uint8Array {
  const bag = sequence(objectIdentifier(OID.x509Certificate), context(0, octetString(certificate)));
  return sequence(objectIdentifier(OID.certBag), context(0, bag), ...(attributes ? [attributes] : []));
}

function keyBag(contents: Pkcs12Contents): Uint8Array {
  // Node writes EncryptedPrivateKeyInfo with PBES2, PBKDF2-HMAC-SHA-256 and the cipher asked for.
  const shrouded = createPrivateKey(contents.privateKeyPem).export({
    type: 'pkcs8',
    format: 'der',
    cipher: 'aes-256-cbc',
    passphrase: contents.password,
  });
  return sequence(
    sequence(objectIdentifier(OID.pkcs8ShroudedKeyBag), context(0, shrouded), bagAttributes(contents)),
  );
}

// RFC 7292 §4.2: localKeyId ties the certificate to its key; every reader looks for it.
function bagAttributes({ certificate, friendlyName }: Pkcs12Contents): Uint8Array {
  const localKeyId = octetString(createHash('sha1').update(certificate).digest());
  return set(
    sequence(objectIdentifier(OID.friendlyName), set(der(0x1e, bmpText(friendlyName)))),
    sequence(objectIdentifier(OID.localKeyId), set(localKeyId)),
  );
}

function data(content: Uint8Array): Uint8Array {
  return sequence(objectIdentifier(OID.data), context(0, octetString(content)));
}

function encryptedData(plain: Uint8Array, password: string): Uint8Array {
  const salt = randomBytes(16);
  const iv = randomBytes(16);
  const key = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256');
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  const encrypted = Buffer.concat([cipher.update(plain), cipher.final()]);
  const algorithm = sequence(objectIdentifier(OID.pbes2), pbes2Parameters(salt, iv));
  const content = sequence(objectIdentifier(OID.data), algorithm, der(0x80, encrypted));
  return sequence(objectIdentifier(OID.encryptedData), context(0, sequence(integer(0), content)));
}

function pbes2Parameters(salt: Uint8Array, iv: Uint8Array): Uint8Array {
  const prf = sequence(objectIdentifier(OID.hmacWithSha256), nullValue);
  return sequence(
    sequence(objectIdentifier(OID.pbkdf2), sequence(octetString(salt), integer(ITERATIONS), prf)),
    sequence(objectIdentifier(OID.aes256Cbc), octetString(iv)),
  );
}

function macData(authenticatedSafe: Uint8Array, password: string): Uint8Array {
  const salt = randomBytes(16);
  const key = deriveMacKey(password, salt);
  const digest = createHmac('sha256', key).update(authenticatedSafe).digest();
  const algorithm = sequence(objectIdentifier(OID.sha256), nullValue);
  return sequence(sequence(algorithm, octetString(digest)), octetString(salt), integer(ITERATIONS));
}

/** RFC 7292 appendix B.2 with SHA-256 and ID 3. The key is as long as the hash, so one round of its loop is all. */
function deriveMacKey(password: string, salt: Uint8Array): Uint8Array {
  const block = 64;
  const terminated = bmpText(`${password}\0`);
  const input = Buffer.concat([Buffer.alloc(block, 3), repeatToBlocks(salt), repeatToBlocks(terminated)]);
  let hash = createHash('sha256').update(input).digest();
  for (let round = 1; round < ITERATIONS; round++) hash = createHash('sha256').update(hash).digest();
  return hash;

  function repeatToBlocks(bytes: Uint8Array): Uint8Array {
    return Buffer.alloc(Math.ceil(bytes.length / block) * block, bytes);
  }
}

/** As OpenSSL writes. The passwords are random, so more would only slow the tests. */
const ITERATIONS = 2048;

const OID = {
  data: '1.2.840.113549.1.7.1',
  encryptedData: '1.2.840.113549.1.7.6',
  pkcs8ShroudedKeyBag: '1.2.840.113549.1.12.10.1.2',
  certBag: '1.2.840.113549.1.12.10.1.3',
  x509Certificate: '1.2.840.113549.1.9.22.1',
  friendlyName: '1.2.840.113549.1.9.20',
  localKeyId: '1.2.840.113549.1.9.21',
  pbes2: '1.2.840.113549.1.5.13',
  pbkdf2: '1.2.840.113549.1.5.12',
  hmacWithSha256: '1.2.840.113549.2.9',
  aes256Cbc: '2.16.840.1.101.3.4.1.42',
  sha256: '2.16.840.1.101.3.4.2.1',
} as const;
