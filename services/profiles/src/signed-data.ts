import { createHash, createPrivateKey, type KeyObject, sign, X509Certificate } from 'node:crypto';
import type { UnixSeconds } from '@signet/pki';
import {
  context,
  decode,
  encode,
  integer,
  members,
  nothing,
  octets,
  oid,
  sequence,
  set,
  utcOrGeneralizedTime,
} from './asn1.ts';
import { ProfileError } from './profile-error.ts';

/** Whoever vouches for a profile; phones show its name, «verified» when they trust its chain. */
export interface ProfileSigner {
  /** PEM: the certificate of the key first, then the CAs above it. */
  readonly chainPem: string;
  /** PEM; RSA or EC. */
  readonly privateKeyPem: string;
  readonly signingTime: UnixSeconds;
}

/**
 * CMS SignedData in DER (RFC 5652), the content attached, SHA-256, the chain included. Throws `ProfileError`
 * `signer-invalid`.
 */
export function signContent(content: Uint8Array, signer: ProfileSigner): Uint8Array {
  const { key, certificates } = readSigner(signer);
  const [leaf] = certificates;
  const attributes = signedAttributes(content, signer.signingTime);
  // RFC 5652 §5.4: what is signed is the attributes as a SET OF, not under the tag they travel with.
  const signature = sign('sha256', encode(set(...attributes)), key);
  const signerInfo = sequence(
    integer(1),
    sequence(issuerOf(leaf), serialNumberOf(leaf)),
    sequence(oid(OID.sha256)),
    context(0, ...attributes),
    signatureAlgorithm(key),
    octets(signature),
  );
  const signedData = sequence(
    integer(1),
    set(sequence(oid(OID.sha256))),
    sequence(oid(OID.data), context(0, octets(content))),
    context(0, ...inSetOrder(certificates.map(decode))),
    set(signerInfo),
  );
  return encode(sequence(oid(OID.signedData), context(0, signedData)));
}

function readSigner({ chainPem, privateKeyPem }: ProfileSigner): {
  readonly key: KeyObject;
  readonly certificates: readonly [Uint8Array, ...Uint8Array[]];
} {
  try {
    const key = createPrivateKey(privateKeyPem);
    const [leaf, ...above] = (chainPem.match(PEM_CERTIFICATE) ?? []).map((pem) => new X509Certificate(pem));
    if (!leaf?.checkPrivateKey(key)) throw new TypeError('the first certificate is not of the key');
    return { key, certificates: [leaf.raw, ...above.map(({ raw }) => raw)] };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ProfileError('signer-invalid', `The profile cannot be signed: ${why}.`, { cause });
  }
}

type Part = ReturnType<typeof sequence>;

function signedAttributes(content: Uint8Array, signingTime: UnixSeconds): readonly Part[] {
  const digest = createHash('sha256').update(content).digest();
  return inSetOrder([
    sequence(oid(OID.contentType), set(oid(OID.data))),
    sequence(oid(OID.signingTime), set(utcOrGeneralizedTime(signingTime))),
    sequence(oid(OID.messageDigest), set(octets(digest))),
  ]);
}

/** X.690 §11.6: the members of a SET OF stand in the order of their encodings. */
function inSetOrder(parts: readonly Part[]): readonly Part[] {
  return [...parts].sort((a, b) => Buffer.compare(encode(a), encode(b)));
}

function signatureAlgorithm({ asymmetricKeyType }: KeyObject): Part {
  if (asymmetricKeyType === 'ec') return sequence(oid(OID.ecdsaWithSha256));
  if (asymmetricKeyType === 'rsa') return sequence(oid(OID.sha256WithRsa), nothing());
  throw new ProfileError(
    'signer-invalid',
    `Profiles are signed with RSA or EC keys, not ${asymmetricKeyType}.`,
  );
}

function serialNumberOf(certificate: Uint8Array): Part {
  return tbsMember(certificate, 0);
}

function issuerOf(certificate: Uint8Array): Part {
  return tbsMember(certificate, 2);
}

/** Counted from the serial number: a version 3 certificate has `[0] version` before it. */
function tbsMember(certificate: Uint8Array, index: number): Part {
  const tbs = members(members(decode(certificate))[0]);
  const first = tbs[0]?.idBlock.tagClass === 3 ? 1 : 0;
  const member = tbs[first + index];
  if (!member) throw new TypeError('not a certificate');
  return member;
}

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

const OID = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha256WithRsa: '1.2.840.113549.1.1.11',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
} as const;
