import { createHash } from 'node:crypto';
import type { Check, UnixSeconds } from '@signet/pki';
import {
  attributeOf,
  childElements,
  decodeBase64,
  isNamed,
  textOf,
  verifyMessageSignature,
  type XmlCrypto,
  type XmlElement,
  XmlError,
} from '@signet/xml';
import { MAX_CLOCK_SKEW_SECONDS } from './checks.ts';
import type { Message } from './message/read-message.ts';
import type { BinarySecurityToken } from './message/security.ts';
import type { WsTrustOptions } from './options.ts';
import { MessageRefusal, refuse } from './refusal.ts';
import { NAMESPACES, TOKEN_PROFILES } from './vocabulary.ts';

/** A certificate whose key signed this message now, for this address; nobody has judged it. */
export interface MessageSigner {
  /** DER. */
  readonly certificate: Uint8Array;
  readonly checks: readonly Check[];
}

/**
 * The endorsing X.509 token of `certificatemixed` (WS-SecurityPolicy 1.2 §8.3): the certificate's key signs
 * Timestamp and To. TLS covers the rest of the message. Throws `MessageRefusal`; a message is good once.
 */
export async function verifySigner(
  message: Message,
  now: UnixSeconds,
  { xmlCrypto, directory }: Pick<WsTrustOptions, 'xmlCrypto' | 'directory'>,
): Promise<MessageSigner> {
  const { document, to, parts } = message;
  const { timestamp, binarySecurityToken: token, signature } = parts;
  if (token === undefined || signature === undefined) {
    return refuse('no-certificate', 'message-token', RULE, 'There is no X.509 token with its signature.');
  }
  const verdict = verifyMessageSignature(signature, {
    document,
    required: [timestamp?.element, to].filter((element) => element !== undefined),
    findCertificate: (keyInfo) => findCertificate(keyInfo, token, xmlCrypto),
    crypto: xmlCrypto,
  });
  if (verdict.status === 'refused') throw new MessageRefusal('message-signature-invalid', verdict.checks);
  const id = createHash('sha256').update(verdict.signedInfo).update(token.certificate).digest('hex');
  // A message is taken from five minutes before its Created to five minutes after, and now may be the first of them.
  const rememberUntil = now + 2 * MAX_CLOCK_SKEW_SECONDS + 1;
  if (await directory.replays.remember('ws-security-message', id, rememberUntil)) return verdict;
  throw new MessageRefusal('message-replayed', [...verdict.checks, REPLAYED]);
}

/**
 * X.509 Certificate Token Profile 1.1 §3.2: a direct reference to the token, or its thumbprint. Whatever KeyInfo
 * says, only the one token of the message can be meant.
 */
function findCertificate(
  keyInfo: XmlElement,
  token: BinarySecurityToken,
  xmlCrypto: Pick<XmlCrypto, 'digest'>,
): Uint8Array {
  const named = (parent: XmlElement | undefined, localName: string): XmlElement | undefined => {
    const [only, second] = parent ? childElements(parent) : [];
    if (only === undefined || second !== undefined) return undefined;
    return isNamed(only, NAMESPACES.security, localName) ? only : undefined;
  };
  const reference = named(keyInfo, 'SecurityTokenReference');
  const direct = named(reference, 'Reference');
  if (direct !== undefined && token.id !== '' && attributeOf(direct, 'URI') === `#${token.id}`) {
    return token.certificate;
  }
  const identifier = named(reference, 'KeyIdentifier');
  if (identifier !== undefined && attributeOf(identifier, 'ValueType') === TOKEN_PROFILES.thumbprint) {
    const thumbprint = Buffer.from(decodeBase64(textOf(identifier)));
    if (thumbprint.equals(xmlCrypto.digest('sha1', token.certificate))) return token.certificate;
  }
  throw new XmlError('unexpected-shape', 'KeyInfo does not name the X.509 token of the message');
}

const RULE = 'WS-SecurityPolicy 1.2 §8.3: endorsing X.509 token';

const REPLAYED: Check = {
  check: 'message-replay',
  rule: 'WS-Security 1.1 §13.1: a signed message is taken once',
  object: 'message',
  result: 'fail',
  detail: 'This message came before.',
};
