import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';

/**
 * What clients sent in their handshakes, by connection. It is read once, when the connection is secure: a
 * second call of `getPeerX509Certificate` no longer finds the issuers that came with the leaf.
 */
export class PeerCertificates {
  readonly #bySocket = new WeakMap<object, readonly Uint8Array[]>();

  remember(socket: TLSSocket): void {
    this.#bySocket.set(socket, readChain(socket.getPeerX509Certificate()));
  }

  /** Leaf first; empty when the client sent none. */
  of(socket: object): readonly Uint8Array[] {
    return this.#bySocket.get(socket) ?? [];
  }
}

/** DER, in the order sent, what is sent twice once: a repeated leaf must not hide the intermediates behind it. */
function readChain(leaf: X509Certificate | undefined): readonly Uint8Array[] {
  const byFingerprint = new Map<string, Uint8Array>();
  let certificate = leaf;
  for (let count = 0; certificate !== undefined && count < MAX_CERTIFICATES; count += 1) {
    if (!byFingerprint.has(certificate.fingerprint256)) {
      byFingerprint.set(certificate.fingerprint256, new Uint8Array(certificate.raw));
    }
    certificate = certificate.issuerCertificate;
  }
  return Object.freeze([...byFingerprint.values()]);
}

/** Public hierarchies are at most five deep; OpenSSL already caps the bytes of the message at 100 KB. */
const MAX_CERTIFICATES = 10;
