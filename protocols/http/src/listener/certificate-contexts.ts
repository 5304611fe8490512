import { createHash } from 'node:crypto';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import { parseCertificate } from '@signet/pki';
import type { EdgeLog, ListenerOptions } from './options.ts';

/**
 * TLS contexts of the certificate listener, one for each set of issuer hints: node sends the subjects of a
 * context's `ca` as certificate_authorities (RFC 8446 §4.2.4). They are hints and nothing else: the handshake
 * takes any certificate, and whether it is trusted is not decided here.
 */
export class CertificateContexts {
  readonly #issuerHints: NonNullable<ListenerOptions['issuerHints']>;
  readonly #log: EdgeLog;
  #base: SecureContextOptions;
  readonly #byHints = new Map<string, SecureContext>();

  constructor(base: SecureContextOptions, issuerHints: ListenerOptions['issuerHints'], log: EdgeLog) {
    this.#base = base;
    this.#issuerHints = issuerHints ?? (() => []);
    this.#log = log;
  }

  replaceBase(base: SecureContextOptions): void {
    this.#base = base;
    this.#byHints.clear();
  }

  /** For a client that sends no server name; node keeps these options as the server's own. */
  defaultOptions(): SecureContextOptions {
    return this.#optionsFor(this.#hintsFor(undefined), undefined);
  }

  contextFor(serverName: string): SecureContext {
    const hints = this.#hintsFor(serverName);
    const key = digest(hints);
    const known = this.#byHints.get(key);
    if (known !== undefined) return known;
    const context = createSecureContext(this.#optionsFor(hints, serverName));
    this.#keep(key, context);
    return context;
  }

  #hintsFor(serverName: string | undefined): readonly Uint8Array[] {
    try {
      return this.#issuerHints(serverName);
    } catch (error) {
      this.#log.error({ err: error, serverName }, 'issuer hints could not be had, none sent');
      return [];
    }
  }

  /** Without hints the browser offers everything: a missing hint must not stop a sign-in. */
  #optionsFor(hints: readonly Uint8Array[], serverName: string | undefined): SecureContextOptions {
    try {
      const namesBytes = wireLengthOfNames(hints);
      if (namesBytes <= MAX_NAMES_BYTES) return this.#withNames(hints);
      this.#log.info({ serverName, namesBytes }, 'issuer names are too long for a handshake, none sent');
    } catch (error) {
      this.#log.error({ err: error, serverName }, 'an issuer hint is no certificate, none sent');
    }
    return this.#base;
  }

  #withNames(hints: readonly Uint8Array[]): SecureContextOptions {
    if (hints.length === 0) return this.#base;
    const options = { ...this.#base, ca: hints.map(toPem) };
    // Tried here, where a certificate that OpenSSL does not take costs the names and not the handshake.
    createSecureContext(options);
    return options;
  }

  /** The set that was made first goes first: sets change when an admin adds a CA, so an old one is not asked for again. */
  #keep(key: string, context: SecureContext): void {
    const [oldest] = this.#byHints.keys();
    if (this.#byHints.size >= MAX_CONTEXTS && oldest !== undefined) this.#byHints.delete(oldest);
    this.#byHints.set(key, context);
  }
}

/** RFC 8446 §4.2.4: each DistinguishedName behind two bytes of length. Throws for what is no certificate. */
function wireLengthOfNames(certificates: readonly Uint8Array[]): number {
  return certificates.reduce((sum, der) => sum + 2 + parseCertificate(der).subject.der.length, 0);
}

function toPem(der: Uint8Array): string {
  return `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE-----\n`;
}

function digest(certificates: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const der of certificates) hash.update(`${der.length}:`).update(der);
  return hash.digest('hex');
}

/**
 * OpenSSL's clients refuse a CertificateRequest above 16,384 bytes, and the signature algorithms need some
 * of it.
 */
const MAX_NAMES_BYTES = 16_000;

/** One for each tenant's trust store in practice; each holds a few hundred KB. */
const MAX_CONTEXTS = 256;
