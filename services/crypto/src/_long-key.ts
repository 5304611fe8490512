import { spawnSync } from 'node:child_process';
import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  generatePrimeSync,
  X509Certificate,
} from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * An RSA key of 8200 bits with a certificate that another key signed; needs openssl. Eight primes of 1025 bits are found
 * in a second, two of 4100 in a minute, and RFC 8017 §3.1 does not mind.
 */
export function makeLongKey(): {
  readonly certificate: Uint8Array;
  /** RSASSA-PKCS1-v1_5 with SHA-256. */
  sign(data: Uint8Array): Uint8Array;
} {
  const primes = Array.from({ length: 8 }, () => findPrime());
  const modulus = primes.reduce((product, prime) => product * prime);
  // RFC 8017 §3.2: any d with e·d = 1 modulo every p - 1; the product of them is a multiple of each.
  const privateExponent = invert(
    PUBLIC_EXPONENT,
    primes.reduce((product, prime) => product * (prime - 1n), 1n),
  );
  const length = Math.ceil(modulus.toString(2).length / 8);
  return {
    certificate: certifyWithOpenssl(toBytes(modulus, length)),
    sign(data) {
      const message = BigInt(`0x${padForSigning(data, length).toString('hex')}`);
      return toBytes(powModulo(message, privateExponent, modulus), length);
    },
  };
}

function findPrime(): bigint {
  for (;;) {
    const prime = generatePrimeSync(1025, { bigint: true });
    if (prime % PUBLIC_EXPONENT !== 1n) return prime;
  }
}

/** RFC 8017 §9.2: EMSA-PKCS1-v1_5 with SHA-256. */
function padForSigning(data: Uint8Array, length: number): Buffer {
  const digestInfo = Buffer.concat([
    Buffer.from('3031300d060960864801650304020105000420', 'hex'),
    createHash('sha256').update(data).digest(),
  ]);
  const padding = Buffer.alloc(length - digestInfo.length - 3, 0xff);
  return Buffer.concat([Buffer.of(0, 1), padding, Buffer.of(0), digestInfo]);
}

/** Extended Euclid. */
function invert(value: bigint, modulus: bigint): bigint {
  let [remainder, next, coefficient, nextCoefficient] = [modulus, value, 0n, 1n];
  while (next !== 0n) {
    const quotient = remainder / next;
    [remainder, next] = [next, remainder - quotient * next];
    [coefficient, nextCoefficient] = [nextCoefficient, coefficient - quotient * nextCoefficient];
  }
  return ((coefficient % modulus) + modulus) % modulus;
}

function powModulo(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % modulus;
    if (bit === '1') result = (result * base) % modulus;
  }
  return result;
}

function toBytes(value: bigint, length: number): Buffer {
  return Buffer.from(value.toString(16).padStart(2 * length, '0'), 'hex');
}

/** A certificate for the key, which another one signed. */
function certifyWithOpenssl(modulus: Buffer): Uint8Array {
  const jwk = { kty: 'RSA', n: modulus.toString('base64url'), e: 'AQAB' };
  const publicKey = createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  const issuer = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const folder = mkdtempSync(join(tmpdir(), 'signet-long-key-'));
  try {
    const [publicFile, issuerFile] = [join(folder, 'public.pem'), join(folder, 'issuer.pem')];
    writeFileSync(publicFile, publicKey);
    writeFileSync(issuerFile, issuer.export({ type: 'pkcs8', format: 'pem' }));
    const args = ['x509', '-new', '-subj', '/CN=x', '-key', issuerFile, '-force_pubkey', publicFile];
    const { stdout, stderr } = spawnSync('openssl', args, { encoding: 'utf8' });
    if (!stdout.includes('CERTIFICATE')) throw new Error(stderr);
    return new X509Certificate(stdout).raw;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** As nearly every key has it: `AQAB`. */
const PUBLIC_EXPONENT = 65_537n;
