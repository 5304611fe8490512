import { equalBytes } from '../equal-bytes.ts';
import type { SignatureVerifier } from '../signature-verifier.ts';
import type { Certificate } from '../x509/types.ts';

/**
 * Remembers that a verifier found the signature of a CA certificate good under a key. A trust store's certificates are
 * parsed once and judged at every sign-in; the bytes of a `Certificate` are its own and never change. Leaves are not
 * remembered, nor is what is not valid: nobody who connects can fill this. It goes with the certificate. The key must not
 * change afterwards.
 */
export function rememberLink(verify: SignatureVerifier, certificate: Certificate, key: Uint8Array): void {
  if (certificate.extensions.basicConstraints?.cA !== true) return;
  const links = LINKS.get(verify) ?? new WeakMap<Certificate, readonly Uint8Array[]>();
  LINKS.set(verify, links);
  const keys = links.get(certificate) ?? [];
  if (keys.length < MAX_KEYS) links.set(certificate, [...keys, key]);
}

/** Whether `rememberLink` was told of this verifier, certificate and key; a key is the same by its bytes. */
export function isKnownLink(verify: SignatureVerifier, certificate: Certificate, key: Uint8Array): boolean {
  return (
    LINKS.get(verify)
      ?.get(certificate)
      ?.some((known) => equalBytes(known, key)) ?? false
  );
}

const LINKS = new WeakMap<SignatureVerifier, WeakMap<Certificate, readonly Uint8Array[]>>();

/** A signature is good under one key; an encoding of the same key that differs is all that could make it two. */
const MAX_KEYS = 4;
