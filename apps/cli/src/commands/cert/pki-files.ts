import { resolve } from 'node:path';
import {
  type Certificate,
  type CertificateList,
  decodePem,
  MAX_CRL_BYTES,
  PkiError,
  parseCertificate,
  parseCertificateList,
} from '@signet/pki';
import { describeOtherFile } from '../../other-file.ts';
import { describeUnreadable, readAtMost } from '../../read-file.ts';
import { CaseError } from './verify-case.ts';

/** What a file held: what could be read of it, and what was wrong with the rest. */
export interface ReadFile<Item> {
  readonly items: readonly Item[];
  readonly faults: readonly PkiError[];
}

/**
 * Certificates and CRLs by file name, each file read and parsed once: a batch names the same few thousand times.
 * A file that is not there or cannot be read throws `CaseError`; what is wrong inside it is in `faults`.
 */
export class PkiFiles {
  readonly #certificates = new Map<string, ReadFile<Certificate>>();
  readonly #crls = new Map<string, ReadFile<CertificateList>>();
  #bytes = 0;

  /** One certificate in DER, or any number in PEM; blocks of other kinds, keys too, are passed over. */
  readCertificates(file: string): ReadFile<Certificate> {
    return this.#remember(this.#certificates, file, CERTIFICATES);
  }

  /** One CRL in DER, or any number in PEM. */
  readCrls(file: string): ReadFile<CertificateList> {
    return this.#remember(this.#crls, file, CRLS);
  }

  #remember<Item>(known: Map<string, ReadFile<Item>>, file: string, kind: Kind<Item>): ReadFile<Item> {
    const path = resolve(file);
    const held = known.get(path);
    if (held !== undefined) return held;
    const bytes = readBytes(path, file);
    this.#makeRoom(bytes.length);
    const fresh = readItems(bytes, file, kind);
    known.set(path, fresh);
    return fresh;
  }

  #makeRoom(length: number): void {
    this.#bytes += length;
    if (this.#bytes <= MAX_HELD_BYTES) return;
    this.#certificates.clear();
    this.#crls.clear();
    this.#bytes = length;
  }
}

function readBytes(path: string, file: string): Uint8Array {
  let bytes: Uint8Array | undefined;
  try {
    bytes = readAtMost(path, MAX_FILE_BYTES);
  } catch (error) {
    throw new CaseError(describeUnreadable(file, error as NodeJS.ErrnoException), { cause: error });
  }
  if (bytes === undefined)
    throw new CaseError(`The file ${file} is too large: more than ${MAX_FILE_BYTES} bytes.`);
  return bytes;
}

/** What is looked for in a file, and how it is told that there is none. */
interface Kind<Item> {
  readonly wanted: 'certificate' | 'crl';
  readonly labels: ReadonlySet<string>;
  readonly absent: 'no-certificate' | 'bad-crl';
  readonly nothing: string;
  readonly parse: (der: Uint8Array) => Item;
}

const CERTIFICATES: Kind<Certificate> = {
  wanted: 'certificate',
  labels: new Set(['CERTIFICATE', 'X509 CERTIFICATE', 'X.509 CERTIFICATE']),
  absent: 'no-certificate',
  nothing: 'it holds none, neither in DER nor in PEM',
  parse: parseCertificate,
};

const CRLS: Kind<CertificateList> = {
  wanted: 'crl',
  labels: new Set(['X509 CRL', 'CRL']),
  absent: 'bad-crl',
  nothing: 'it holds no CRL, neither in DER nor in PEM',
  parse: parseCertificateList,
};

function readItems<Item>(bytes: Uint8Array, file: string, kind: Kind<Item>): ReadFile<Item> {
  const items: Item[] = [];
  const faults: PkiError[] = [];
  collect(faults, () => {
    const encodings = bytes[0] === DER_SEQUENCE ? [bytes] : decodeBlocks(bytes, kind.labels);
    if (encodings.length === 0) throw new PkiError(kind.absent, kind.nothing);
    for (const der of encodings) collect(faults, () => items.push(kind.parse(der)));
  });
  const other = items.length > 0 ? undefined : describeOtherFile(bytes, file, kind.wanted);
  return other === undefined ? { items, faults } : { items, faults: [new PkiError(kind.absent, other)] };
}

function collect(faults: PkiError[], read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof PkiError)) throw error;
    faults.push(error);
  }
}

function decodeBlocks(bytes: Uint8Array, labels: ReadonlySet<string>): Uint8Array[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  return decodePem(text)
    .filter(({ label }) => labels.has(label))
    .map(({ der }) => der);
}

const DER_SEQUENCE = 0x30;

/** The largest CRL that is read anywhere here, in base64 with its line ends. */
const MAX_FILE_BYTES: number = Math.ceil(MAX_CRL_BYTES * 1.4);

/** A few of the largest CRLs, or every file of the largest public test suites many times over. */
const MAX_HELD_BYTES: number = 512 * 1024 * 1024;
