import { createCipheriv, pbkdf2Sync, randomBytes } from 'node:crypto';
import { integer, nothing, octets, oid, sequence } from '../asn1.ts';
import { deriveBytes, PURPOSE } from './key-derivation.ts';

type Part = ReturnType<typeof sequence>;

/**
 * - `modern`: PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC, MAC with SHA-256: what OpenSSL 3 writes;
 * - `legacy`: PBE-SHA1-3DES with a SHA-1 MAC: iOS and older Android are reported to call the modern form a
 *   wrong password.
 */
export type Pkcs12Protection = 'modern' | 'legacy';

export interface Encrypted {
  /** AlgorithmIdentifier. */
  readonly algorithm: Part;
  readonly ciphertext: Uint8Array;
}

/** With a fresh salt, and fresh random numbers for whatever else the protection needs. */
export function encrypt(plain: Uint8Array, password: string, protection: Pkcs12Protection): Encrypted {
  return protection === 'legacy' ? encryptWith3Des(plain, password) : encryptWithAes(plain, password);
}

export interface MacFacts {
  readonly hash: 'sha1' | 'sha256';
  readonly salt: Uint8Array;
  readonly key: Uint8Array;
}

/** RFC 7292 appendix B: the key of the MAC over the whole file, with a fresh salt. */
export function deriveMacKey(password: string, protection: Pkcs12Protection): MacFacts {
  const hash = protection === 'legacy' ? 'sha1' : 'sha256';
  const salt = randomBytes(SALT_BYTES);
  const length = hash === 'sha1' ? 20 : 32;
  const key = deriveBytes({ hash, purpose: PURPOSE.mac, password, salt, iterations: ITERATIONS, length });
  return { hash, salt, key };
}

function encryptWithAes(plain: Uint8Array, password: string): Encrypted {
  const [salt, iv] = [randomBytes(SALT_BYTES), randomBytes(16)];
  const key = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256');
  const prf = sequence(oid(OID.hmacWithSha256), nothing());
  const derivation = sequence(oid(OID.pbkdf2), sequence(octets(salt), integer(ITERATIONS), prf));
  const cipher = sequence(oid(OID.aes256Cbc), octets(iv));
  return {
    algorithm: sequence(oid(OID.pbes2), sequence(derivation, cipher)),
    ciphertext: run('aes-256-cbc', key, iv, plain),
  };
}

function encryptWith3Des(plain: Uint8Array, password: string): Encrypted {
  const salt = randomBytes(SALT_BYTES);
  const facts = { hash: 'sha1', password, salt, iterations: ITERATIONS } as const;
  const key = deriveBytes({ ...facts, purpose: PURPOSE.key, length: 24 });
  const iv = deriveBytes({ ...facts, purpose: PURPOSE.iv, length: 8 });
  return {
    algorithm: sequence(oid(OID.pbeWithSha1And3Des), sequence(octets(salt), integer(ITERATIONS))),
    ciphertext: run('des-ede3-cbc', key, iv, plain),
  };
}

function run(name: string, key: Uint8Array, iv: Uint8Array, plain: Uint8Array): Uint8Array {
  const cipher = createCipheriv(name, key, iv);
  return Buffer.concat([cipher.update(plain), cipher.final()]);
}

const SALT_BYTES = 16;
/** OpenSSL's count. Passwords made here are random; one that a person chose is guarded by how the file travels. */
export const ITERATIONS = 2048;

const OID = {
  pbes2: '1.2.840.113549.1.5.13',
  pbkdf2: '1.2.840.113549.1.5.12',
  hmacWithSha256: '1.2.840.113549.2.9',
  aes256Cbc: '2.16.840.1.101.3.4.1.42',
  pbeWithSha1And3Des: '1.2.840.113549.1.12.1.3',
} as const;
