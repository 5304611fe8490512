import type { Check } from '@signet/pki';
import {
  childElements,
  findSignatureAlgorithm,
  isNamed,
  verifyEnvelopedSignature,
  type XmlCrypto,
  type XmlElement,
} from '@signet/xml';
import { DSIG } from '../vocabulary.ts';
import type { ReceivedMessage } from './binding.ts';

/** Who a message is from, by its signature. Read a verified message from `element` only. */
export type SenderVerdict =
  | {
      readonly status: 'signed' | 'unsigned';
      readonly element: XmlElement;
      readonly checks: readonly Check[];
    }
  | { readonly status: 'refused'; readonly checks: readonly Check[] };

/**
 * Verifies a message's signature, detached (Redirect) or enveloped, with the certificates that its sender is
 * configured with. Without any, a signature says nothing and the message counts as unsigned. `allowSha1`: for a
 * partner that cannot do better.
 */
export function verifySender(
  message: ReceivedMessage,
  certificates: readonly Uint8Array[],
  crypto: XmlCrypto,
  allowSha1 = false,
): SenderVerdict {
  const { document, detached } = message;
  const isEnveloped = childElements(document).some((child) => isNamed(child, DSIG, 'Signature'));
  if (certificates.length === 0 || (!detached && !isEnveloped)) {
    return { status: 'unsigned', element: document, checks: [] };
  }
  if (!detached) return verifyEnveloped(document, certificates, crypto, allowSha1);
  const algorithm = findSignatureAlgorithm(detached.signatureMethod, allowSha1);
  if (algorithm === undefined) {
    return refused(
      `${detached.signatureMethod.slice(0, 128)} is not accepted; sign with RSA or ECDSA and SHA-256.`,
    );
  }
  const { signed: data, signature } = detached;
  const holds = certificates
    .slice(0, MAX_KEYS)
    .some((certificate) => crypto.verify({ algorithm, certificate, data, signature }));
  if (!holds) return refused('No configured certificate verifies the signature of the query.');
  return {
    status: 'signed',
    element: document,
    checks: [{ ...SUBJECT, result: 'pass', detail: 'It verifies.' }],
  };
}

function verifyEnveloped(
  document: XmlElement,
  certificates: readonly Uint8Array[],
  crypto: XmlCrypto,
  allowSha1: boolean,
): SenderVerdict {
  const keys = certificates.map((certificate, i) => ({ id: `certificate ${i + 1}`, certificate }));
  const verdict = verifyEnvelopedSignature(document, { document, keys, crypto, allowSha1 });
  const { checks } = verdict;
  if (verdict.status === 'refused') return { status: 'refused', checks };
  return { status: 'signed', element: verdict.element, checks };
}

function refused(detail: string): SenderVerdict {
  return { status: 'refused', checks: [{ ...SUBJECT, result: 'fail', detail }] };
}

const SUBJECT = { check: 'message-signature', rule: 'SAML 2.0 bindings §3.4.4.1', object: 'query' };
const MAX_KEYS = 8; // each costs a public-key operation; a partner has two
