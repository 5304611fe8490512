import { generateKeyPairSync, type KeyObject } from 'node:crypto';

export type KeyKind = 'rsa-2048' | 'p-256';

export interface Signer {
  readonly privateKey: KeyObject;
  readonly digest?: 'sha256' | 'sha384' | 'sha512';
}

/** One DER element. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Buffer<ArrayBuffer> {
  const length = contents.reduce((sum, { length: part }) => sum + part, 0);
  const lengthOctets: number[] = [];
  if (length >= 0x80)
    for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) lengthOctets.unshift(rest & 0xff);
  const header =
    length < 0x80 ? Buffer.of(tag, length) : Buffer.of(tag, 0x80 | lengthOctets.length, ...lengthOctets);
  return Buffer.concat([header, ...contents]);
}

export function derInteger(value: number): Buffer<ArrayBuffer> {
  const octets: number[] = [];
  for (let rest = value; rest > 0 || octets.length === 0; rest = Math.floor(rest / 256))
    octets.unshift(rest & 0xff);
  if ((octets[0] ?? 0) >= 0x80) octets.unshift(0);
  return der(0x02, Buffer.from(octets));
}

/** CN=… as a Name. */
export function derName(commonName: string): Buffer<ArrayBuffer> {
  const attribute = der(0x30, der(0x06, Buffer.of(0x55, 0x04, 0x03)), der(0x0c, Buffer.from(commonName)));
  return der(0x30, der(0x31, attribute));
}

export function extension(oid: readonly number[], value: Uint8Array, critical = false): Buffer<ArrayBuffer> {
  const flag = critical ? [der(0x01, Buffer.of(0xff))] : [];
  return der(0x30, der(0x06, Buffer.from(oid)), ...flag, der(0x04, value));
}

/** AlgorithmIdentifier of a signature by this key. */
export function signatureAlgorithm({ privateKey, digest = 'sha256' }: Signer): Buffer<ArrayBuffer> {
  const last = { sha256: 0, sha384: 1, sha512: 2 }[digest];
  return privateKey.asymmetricKeyType === 'rsa'
    ? der(0x30, der(0x06, Buffer.of(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11 + last)), der(0x05))
    : der(0x30, der(0x06, Buffer.of(0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2 + last)));
}

export function generateKeys(kind: KeyKind): {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
} {
  return kind === 'rsa-2048'
    ? generateKeyPairSync('rsa', { modulusLength: 2048 })
    : generateKeyPairSync('ec', { namedCurve: 'P-256' });
}
