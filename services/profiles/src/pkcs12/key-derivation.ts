import { createHash } from 'node:crypto';

/** What the derived bytes are for (RFC 7292 appendix B.3). */
export const PURPOSE = { key: 1, iv: 2, mac: 3 } as const;

export interface Derivation {
  readonly hash: 'sha1' | 'sha256';
  readonly purpose: (typeof PURPOSE)[keyof typeof PURPOSE];
  readonly password: string;
  readonly salt: Uint8Array;
  readonly iterations: number;
  /** Of the result, in bytes. */
  readonly length: number;
}

/** RFC 7292 appendix B.2; both hashes have blocks of 64 bytes. */
export function deriveBytes({ hash, purpose, password, salt, iterations, length }: Derivation): Buffer {
  const diversifier = Buffer.alloc(BLOCK, purpose);
  let input: Buffer = Buffer.concat([fillBlocks(salt), fillBlocks(bmpBytes(password))]);
  const blocks: Buffer[] = [];
  for (let size = 0; size < length; ) {
    let block = createHash(hash).update(diversifier).update(input).digest();
    for (let round = 1; round < iterations; round++) block = createHash(hash).update(block).digest();
    blocks.push(block);
    size += block.length;
    input = addToBlocks(input, fillBlocks(block));
  }
  return Buffer.concat(blocks).subarray(0, length);
}

/** RFC 7292 appendix B.1: BMPString with two zero bytes at the end. */
function bmpBytes(password: string): Buffer {
  return Buffer.from(`${password}\0`, 'utf16le').swap16();
}

function fillBlocks(bytes: Uint8Array): Buffer {
  return Buffer.alloc(Math.ceil(bytes.length / BLOCK) * BLOCK, bytes);
}

/** Step 6C: each block of I becomes (I_j + B + 1) mod 2^512. */
function addToBlocks(input: Buffer, addend: Buffer): Buffer {
  const added = BigInt(`0x${addend.subarray(0, BLOCK).toString('hex')}`) + 1n;
  const sums: Buffer[] = [];
  for (let at = 0; at < input.length; at += BLOCK) {
    const sum = BigInt(`0x${input.subarray(at, at + BLOCK).toString('hex')}`) + added;
    const hex = BigInt.asUintN(BLOCK * 8, sum)
      .toString(16)
      .padStart(BLOCK * 2, '0');
    sums.push(Buffer.from(hex, 'hex'));
  }
  return Buffer.concat(sums);
}

const BLOCK = 64;
