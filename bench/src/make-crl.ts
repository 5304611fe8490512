import { type KeyObject, sign } from 'node:crypto';
import { der, derInteger, extension, signatureAlgorithm } from './der.ts';

/** What a made CRL looks like; the defaults give 42 octets an entry, as the big lists of governments have. */
export interface CrlRecipe {
  readonly entries: number;
  /** Content octets of each serial number. */
  readonly serialOctets?: number;
  /** Share of the entries with a reasonCode, 0 to 1. */
  readonly withReason?: number;
  readonly seed?: number;
  readonly privateKey: KeyObject;
  readonly digest?: 'sha256' | 'sha384' | 'sha512';
  /** DER of the issuer's Name. */
  readonly issuer: Uint8Array;
  /** DER INTEGER content of cRLNumber. */
  readonly crlNumber?: number;
  readonly thisUpdate?: string;
  readonly nextUpdate?: string;
  /** keyIdentifier of the authorityKeyIdentifier. */
  readonly keyIdentifier?: Uint8Array;
}

/** A signed CRL of any size, written straight into one buffer: X.509 libraries take minutes for 20 MB. */
export function makeCrl(recipe: CrlRecipe): Buffer<ArrayBuffer> {
  const { thisUpdate = '240101000000Z', nextUpdate = '361101000000Z', crlNumber = 1 } = recipe;
  const algorithm = signatureAlgorithm(recipe);
  const extensions = der(
    0xa0,
    der(
      0x30,
      ...(recipe.keyIdentifier === undefined
        ? []
        : [extension([0x55, 0x1d, 0x23], der(0x30, der(0x80, recipe.keyIdentifier)))]),
      extension([0x55, 0x1d, 0x14], derInteger(crlNumber)),
    ),
  );
  const entries = recipe.entries === 0 ? Buffer.alloc(0) : der(0x30, makeEntries(recipe));
  const tbs = der(
    0x30,
    derInteger(1),
    algorithm,
    recipe.issuer,
    der(0x17, Buffer.from(thisUpdate)),
    der(0x17, Buffer.from(nextUpdate)),
    entries,
    extensions,
  );
  const signature = sign(recipe.digest ?? 'sha256', tbs, recipe.privateKey);
  return der(0x30, tbs, algorithm, der(0x03, Buffer.of(0), signature));
}

/** The serial number of entry `number` of a list with this seed: positive, spread, never twice the same. */
export function writeSerial(
  into: Uint8Array,
  offset: number,
  octets: number,
  number: number,
  seed: number,
): void {
  let state = (Math.imul(number + 1, 0x9e3779b1) ^ seed) | 0;
  for (let i = 0; i < octets; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    into[offset + i] = state >>> 24;
  }
  // The number itself makes it unique; a first octet from 40 to 7F makes it positive and minimal.
  if (octets > 4) {
    into[offset + octets - 4] = number >>> 24;
    into[offset + octets - 3] = number >>> 16;
    into[offset + octets - 2] = number >>> 8;
    into[offset + octets - 1] = number;
  }
  into[offset] = 0x40 | ((into[offset] ?? 0) & 0x3f);
}

function makeEntries({
  entries,
  serialOctets = 16,
  withReason = 0.5,
  seed = 1,
}: CrlRecipe): Buffer<ArrayBuffer> {
  const bare = 2 + 2 + serialOctets + 15;
  const withReasons = Math.round(entries * withReason);
  const bytes = Buffer.alloc(entries * bare + withReasons * REASON.length);
  let offset = 0;
  let reasons = 0;
  for (let number = 0; number < entries; number++) {
    const hasReason = Math.floor((number + 1) * withReason) > reasons;
    bytes[offset] = 0x30;
    bytes[offset + 1] = bare - 2 + (hasReason ? REASON.length : 0);
    bytes[offset + 2] = 0x02;
    bytes[offset + 3] = serialOctets;
    writeSerial(bytes, offset + 4, serialOctets, number, seed);
    offset += 4 + serialOctets;
    offset += bytes.write(revocationTime(number, seed), offset, 'latin1');
    if (!hasReason) continue;
    REASON.copy(bytes, offset);
    bytes[offset + REASON.length - 1] = REASONS[number % REASONS.length] ?? 1;
    offset += REASON.length;
    reasons++;
  }
  return Buffer.from(bytes.buffer, 0, offset);
}

function revocationTime(number: number, seed: number): string {
  const spread = (Math.imul(number + 7, 0x85ebca6b) ^ seed) >>> 0;
  const two = (value: number) => String(value).padStart(2, '0');
  const date = `${two(16 + (spread % 10))}${two(1 + ((spread >>> 4) % 12))}${two(1 + ((spread >>> 9) % 28))}`;
  return `\x17\x0d${date}${two((spread >>> 14) % 24)}${two((spread >>> 18) % 60)}${two((spread >>> 23) % 60)}Z`;
}

/** crlEntryExtensions with one reasonCode; the last octet is the reason. */
const REASON = Buffer.from('300c300a0603551d1504030a0101', 'hex');
const REASONS = [1, 3, 4, 5, 9];
