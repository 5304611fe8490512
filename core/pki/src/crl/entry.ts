import { DerReader, parseDer } from '../der/reader.ts';
import { TAG } from '../der/tags.ts';
import { PkiError } from '../error.ts';
import { readExtensionList } from '../x509/extension-list.ts';
import { readGeneralNames } from '../x509/general-names.ts';
import { serialNumberOf } from '../x509/serial-number.ts';
import type { Extension, GeneralName } from '../x509/types.ts';
import { entryEnd } from './entry-end.ts';
import { ENTRY_EXTENSION } from './entry-scan.ts';
import { MAX_CRL_BYTES } from './limits.ts';
import { readReasonCode, reasonOf } from './reason-code.ts';
import { serialOffset } from './serial-table.ts';
import type { CRLReason, RevokedCertificate } from './types.ts';

/**
 * Makes the object of an entry that the scanner has passed, so it never throws. A reason or a date that cannot
 * be read is left out: the entry revokes all the same.
 */
export function readEntry(
  bytes: Uint8Array,
  offset: number,
  certificateIssuer: readonly GeneralName[] | undefined,
): RevokedCertificate {
  const { serial, revocationDate, extensions } = readFields(bytes, offset);
  const values =
    lenient(() => (extensions === undefined ? [] : parseDer(extensions, readExtensionList))) ?? [];
  const invalidityDate = readValue(values, ENTRY_EXTENSION.invalidityDate, (reader) => reader.readTime());
  return Object.freeze({
    userCertificate: serialNumberOf(serial),
    revocationDate,
    reason: readValue(values, ENTRY_EXTENSION.reasonCode, readReasonCode) ?? 'unspecified',
    ...(invalidityDate === undefined ? {} : { invalidityDate }),
    ...(certificateIssuer === undefined ? {} : { certificateIssuer }),
  });
}

/** `readEntry(…).reason`, read from the bytes alone where the entry holds a reasonCode and nothing else, or nothing. */
export function readReason(bytes: Uint8Array, offset: number): CRLReason {
  const serial = serialOffset(bytes, offset);
  const time = serial + (bytes[serial - 1] ?? 0);
  const rest = time + 2 + (bytes[time + 1] ?? 0);
  const end = entryEnd(bytes, offset);
  if (rest === end) return 'unspecified';
  if (end - rest === REASON_CODE.length + 1 && REASON_CODE.every((byte, i) => bytes[rest + i] === byte)) {
    return reasonOf(bytes[end - 1] ?? 0) ?? 'unspecified';
  }
  return readEntry(bytes, offset, undefined).reason;
}

/**
 * The certificateIssuer of an entry that carries it. Throws `PkiError`: whom an entry revokes must be known, and RFC 5280
 * §5.3.3 has every CRL issuer write the distinguished name.
 */
export function readCertificateIssuer(bytes: Uint8Array, offset: number): readonly GeneralName[] {
  const { extensions } = readFields(bytes, offset);
  const all = extensions === undefined ? [] : parseDer(extensions, readExtensionList);
  const value = findValue(all, ENTRY_EXTENSION.certificateIssuer);
  if (value === undefined) throw new PkiError('bad-crl', 'entry without certificateIssuer', { offset });
  const names = parseDer(value, (reader) => readGeneralNames(reader));
  if (!names.some((name) => name.kind === 'directoryName' && name.name.rdnSequence.length > 0)) {
    throw new PkiError('bad-crl', 'certificateIssuer without the name of an issuer', { offset });
  }
  return names;
}

/** SEQUENCE { SEQUENCE { 2.5.29.21, OCTET STRING { ENUMERATED of one octet } } }, up to that octet. */
const REASON_CODE = [0x30, 0x0c, 0x30, 0x0a, 0x06, 0x03, 0x55, 0x1d, 0x15, 0x04, 0x03, 0x0a, 0x01];

function readFields(bytes: Uint8Array, offset: number) {
  const reader = new DerReader(bytes.subarray(offset), { maxBytes: MAX_CRL_BYTES });
  return reader.within(TAG.sequence, () => ({
    serial: reader.readInteger(),
    revocationDate: reader.readTime(),
    extensions: reader.atEnd ? undefined : reader.readElement(TAG.sequence),
  }));
}

function readValue<T>(
  extensions: readonly Extension[],
  kind: number,
  read: (reader: DerReader) => T,
): T | undefined {
  const value = findValue(extensions, kind);
  return value === undefined ? undefined : lenient(() => parseDer(value, read));
}

function findValue(extensions: readonly Extension[], kind: number): Uint8Array | undefined {
  return extensions.find(({ extnID }) => extnID === `2.5.29.${kind}`)?.extnValue;
}

function lenient<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}
