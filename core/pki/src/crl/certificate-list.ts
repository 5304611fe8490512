import { type DerReader, parseDer } from '../der/reader.ts';
import { constructedContextTag, TAG } from '../der/tags.ts';
import { equalBytes } from '../equal-bytes.ts';
import { PkiError } from '../error.ts';
import type { AlgorithmIdentifier } from '../signature-verifier.ts';
import { readAlgorithmIdentifier } from '../x509/algorithm-identifier.ts';
import { readExtensionList } from '../x509/extension-list.ts';
import { readName } from '../x509/names.ts';
import { decodePem } from '../x509/pem.ts';
import type { GeneralName, SerialNumber } from '../x509/types.ts';
import { parseCrlExtensions } from './crl-extensions.ts';
import { readCertificateIssuer, readEntry, readReason } from './entry.ts';
import { entryEnd } from './entry-end.ts';
import {
  buildEntryIndex,
  EMPTY_ENTRY_INDEX,
  type EntryIndex,
  findEntryOffset,
  findEntryOffsets,
  findIssuerChange,
} from './entry-index.ts';
import { MAX_CRL_BYTES } from './limits.ts';
import { MAX_SERIAL_OCTETS, writeSerialOctets } from './serial-octets.ts';
import type { Allocate } from './serial-table.ts';
import type { CertificateList, CrlBuffers, RevokedCertificate } from './types.ts';

export interface ParseCrlOptions {
  /**
   * Puts the index into SharedArrayBuffers, and the bytes too unless they lie in one: `buffers` can then be posted
   * to other threads, which see the same memory. Default false.
   */
  readonly shared?: boolean;
}

/**
 * Reads a CRL (RFC 5280 §5.1), DER or PEM with one `X509 CRL` block. The bytes are kept, not copied: they must
 * not change afterwards. Throws `PkiError` for anything else; says nothing of who signed it or when it is good.
 */
export function parseCertificateList(input: Uint8Array, options: ParseCrlOptions = {}): CertificateList {
  if (input.length > MAX_CRL_BYTES) {
    throw new PkiError('too-large', `${input.length} bytes of CRL where at most ${MAX_CRL_BYTES} are read`);
  }
  const { shared = false } = options;
  const found = input[0] === TAG.sequence ? input : decodePemCrl(input);
  const der = shared ? shareBytes(found) : found;
  const allocate = shared ? allocateShared : allocateOwn;
  return readList(der, (start, end) => buildEntryIndex(der, start, end, allocate));
}

/**
 * The list that `buffers` came from, in this thread or another, without reading its entries again: a few
 * microseconds however long it is. The buffers must come from `parseCertificateList` and must not change.
 */
export function openCertificateList(buffers: CrlBuffers): CertificateList {
  return readList(buffers.der, () => buffers.index);
}

type IndexEntries = (start: number, end: number) => EntryIndex;

function readList(der: Uint8Array, indexEntries: IndexEntries): CertificateList {
  return parseDer(der, (reader) => readCertificateList(reader, indexEntries), { maxBytes: MAX_CRL_BYTES });
}

function shareBytes(bytes: Uint8Array): Uint8Array {
  if (bytes.buffer instanceof SharedArrayBuffer) return bytes;
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  return shared;
}

const allocateOwn: Allocate = (length) => new Int32Array(length);

const allocateShared: Allocate = (length) => new Int32Array(new SharedArrayBuffer(4 * length));

function decodePemCrl(input: Uint8Array): Uint8Array {
  // A web page that a captive portal put in place of the CRL comes this way too.
  const blocks = decodePem(new TextDecoder('latin1').decode(input));
  const [block, another] = blocks.filter(({ label }) => label === 'X509 CRL' || label === 'CRL');
  if (block === undefined) throw new PkiError('bad-crl', 'neither DER nor PEM of a CRL');
  // Which of them counts would be a guess: the second may be the newer, or the delta.
  if (another !== undefined)
    throw new PkiError('bad-crl', 'PEM of several CRLs where one is read: give each a file of its own');
  return block.der;
}

function readCertificateList(reader: DerReader, indexEntries: IndexEntries): CertificateList {
  return reader.within(TAG.sequence, () => {
    const start = reader.offset;
    const tbs = reader.within(TAG.sequence, () => readTbsCertList(reader, indexEntries));
    const tbsCertList = reader.bytes.subarray(start, reader.offset);
    const signatureAlgorithm = readAlgorithmIdentifier(reader);
    // RFC 5280 §5.1.1.2: both fields hold the same algorithm; the outer one is not signed.
    if (!sameAlgorithm(tbs.signature, signatureAlgorithm)) {
      throw new PkiError('signature-algorithm-mismatch', 'the CRL names two signature algorithms');
    }
    const signatureValue = reader.readOctetAlignedBitString();
    return makeCertificateList(reader.bytes, { ...tbs, tbsCertList, signatureAlgorithm, signatureValue });
  });
}

function readTbsCertList(reader: DerReader, indexEntries: IndexEntries) {
  const start = reader.offset;
  const version = readVersion(reader);
  const signature = readAlgorithmIdentifier(reader);
  const issuer = readName(reader);
  const thisUpdate = reader.readTime();
  const hasNextUpdate = reader.hasTag(TAG.utcTime) || reader.hasTag(TAG.generalizedTime);
  const nextUpdate = hasNextUpdate ? reader.readTime() : undefined;
  checkSize(reader, start);
  const index = readRevokedCertificates(reader, indexEntries);
  const rest = reader.offset;
  const all = reader.optional(constructedContextTag(0), () => readExtensionList(reader)) ?? [];
  checkSize(reader, rest);
  // RFC 5280 §5.1.2.1: extensions make a list version 2.
  if (version === 1 && all.length > 0) throw new PkiError('bad-crl', 'a CRL of version 1 with extensions');
  const extensions = parseCrlExtensions(all);
  return { version, signature, issuer, thisUpdate, nextUpdate, index, extensions };
}

// Only entries are many: what stands before and behind them is no longer than in a certificate.
function checkSize(reader: DerReader, start: number): void {
  if (reader.offset - start > MAX_FIELDS_BYTES) {
    throw reader.fault('too-large', 'fields of a CRL beside its entries are too long', start);
  }
}

function readVersion(reader: DerReader): 1 | 2 {
  if (!reader.hasTag(TAG.integer)) return 1;
  const start = reader.offset;
  if (reader.readSmallInteger() !== 1) throw reader.fault('bad-crl', 'CRL version is neither 1 nor 2', start);
  return 2;
}

// RFC 5280 §5.1.2.6 wants the field absent when nothing is revoked; many CAs write an empty SEQUENCE instead.
function readRevokedCertificates(reader: DerReader, indexEntries: IndexEntries): EntryIndex {
  if (!reader.hasTag(TAG.sequence)) return EMPTY_ENTRY_INDEX;
  const content = reader.readContent(TAG.sequence);
  if (content.length === 0) return EMPTY_ENTRY_INDEX;
  const end = reader.offset;
  return indexEntries(end - content.length, end);
}

function sameAlgorithm(a: AlgorithmIdentifier, b: AlgorithmIdentifier): boolean {
  if (a.algorithm !== b.algorithm) return false;
  if (a.parameters === undefined || b.parameters === undefined) return a.parameters === b.parameters;
  return equalBytes(a.parameters, b.parameters);
}

function makeCertificateList(
  bytes: Uint8Array,
  fields: Omit<ReturnType<typeof readTbsCertList>, 'signature'> &
    Pick<CertificateList, 'tbsCertList' | 'signatureAlgorithm' | 'signatureValue'>,
): CertificateList {
  const { index, ...rest } = fields;
  const issuerOf = certificateIssuerReader(bytes, index);
  const entryAt = (offset: number): RevokedCertificate => readEntry(bytes, offset, issuerOf(offset));
  const offsetsOf = (serialNumber: SerialNumber): readonly number[] => {
    const length = writeSerialOctets(serialNumber, OCTETS);
    return length === 0 ? NO_OFFSETS : findEntryOffsets(bytes, index, OCTETS, 0, length);
  };
  return Object.freeze({
    ...rest,
    der: bytes,
    buffers: Object.freeze({ der: bytes, index }),
    entryCount: index.count,
    // RFC 5280 §5.3.3: only an indirect CRL speaks for other issuers; elsewhere the extension has no meaning.
    hasUnknownCriticalEntryExtension:
      index.hasUnknownCriticalExtension || (index.issuerChanges.length > 0 && !isIndirect(rest)),
    listsSerial: (octets, start = 0, end = octets.length) =>
      findEntryOffset(bytes, index, octets, start, end) > 0,
    findEntries: (serialNumber) => offsetsOf(serialNumber).map(entryAt),
    // A list can repeat a serial number a thousand times: only the entry that counts is made an object.
    findEntry(serialNumber, isFor) {
      let takenBack: number | undefined;
      for (const offset of offsetsOf(serialNumber)) {
        if (isFor !== undefined && !isFor(issuerOf(offset))) continue;
        if (readReason(bytes, offset) !== 'removeFromCRL') return entryAt(offset);
        takenBack ??= offset;
      }
      return takenBack === undefined ? undefined : entryAt(takenBack);
    },
    *entries() {
      for (let offset = index.start; offset < index.end; offset = entryEnd(bytes, offset)) {
        yield entryAt(offset);
      }
    },
  } satisfies CertificateList);
}

function isIndirect({ extensions }: Pick<CertificateList, 'extensions'>): boolean {
  return extensions.issuingDistributionPoint?.indirectCRL === true;
}

// Read when an entry is asked for: kept, the names of a large indirect list would be its largest part. Those who go
// through the list meet the same one many times in a row.
function certificateIssuerReader(
  bytes: Uint8Array,
  index: EntryIndex,
): (offset: number) => readonly GeneralName[] | undefined {
  let last: { readonly change: number; readonly issuer: readonly GeneralName[] } | undefined;
  return (offset) => {
    const change = findIssuerChange(index, offset);
    if (change === undefined) return undefined;
    if (last?.change !== change) last = { change, issuer: readCertificateIssuer(bytes, change) };
    return last.issuer;
  };
}

/** The budget of certificates and of each extension. */
const MAX_FIELDS_BYTES = 1024 * 1024;

const NO_OFFSETS: readonly number[] = Object.freeze([]);

/** Of the serial number that is looked up; nothing is asked while it is. */
const OCTETS = new Uint8Array(MAX_SERIAL_OCTETS);
