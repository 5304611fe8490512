import { equalBytes, type UnixSeconds } from '@signet/pki';
import { childElements, isNamed, verifyEnvelopedSignature, type XmlCrypto } from '@signet/xml';
import type { EntityMetadata } from './entity.ts';

/** What is trusted of a partner before its metadata are read. */
export interface KnownPartner {
  readonly url: string;
  readonly entityIds: readonly string[];
  /** DER, of messages. */
  readonly certificates: readonly Uint8Array[];
  /** DER, of the metadata that were taken last. */
  readonly signer: Uint8Array | undefined;
  /** Whether metadata without a signature by a trusted key may be taken that came by TLS. */
  readonly unsigned: 'by-tls' | 'refused';
}

/** Believed, and by whose signature if by one; or why not, in one sentence. */
export type OriginVerdict =
  | { readonly status: 'believed'; readonly signer: Uint8Array | undefined }
  | { readonly status: 'refused'; readonly reason: string };

/**
 * Whether metadata come from the partner that is trusted already. A signature by a key that is trusted is proof on
 * any way. Without one they must have come by TLS and name a certificate that is trusted among `named`, those that are
 * to be taken over. That proves little, for certificates are public: whoever has taken over the address adds a key of
 * their own beside it. So it depends on what the keys are for whether `unsigned` metadata are taken at all. Once they
 * were signed they stay so.
 */
export function judgeOrigin(
  metadata: EntityMetadata,
  named: readonly Uint8Array[],
  { url, entityIds, certificates, signer, unsigned }: KnownPartner,
  now: UnixSeconds,
  crypto: XmlCrypto,
): OriginVerdict {
  const refused = (reason: string): OriginVerdict => ({ status: 'refused', reason });
  const { document, entityId, validUntil } = metadata;
  if (!entityIds.includes(entityId)) {
    return refused(`The metadata are of ${entityId}, not of ${entityIds[0]}.`);
  }
  if (validUntil !== undefined && validUntil <= now) return refused('The metadata have ended (validUntil).');
  const known = [...(signer === undefined ? [] : [signer]), ...certificates];
  if (known.length > 0 && childElements(document).some((child) => isNamed(child, DSIG, 'Signature'))) {
    const keys = known.map((certificate, i) => ({ id: `certificate ${i + 1}`, certificate }));
    const verdict = verifyEnvelopedSignature(document, { document, keys, crypto });
    if (verdict.status === 'verified') return { status: 'believed', signer: verdict.key.certificate };
    if (verdict.code !== 'key-unknown')
      return refused(`The signature of the metadata does not hold: ${verdict.code}.`);
  }
  if (signer !== undefined)
    return refused('They were signed until now, and are not signed by a key that is trusted.');
  if (unsigned === 'refused') {
    return refused(
      'They are not signed by a key that is trusted; an administrator may take them all the same.',
    );
  }
  if (!url.startsWith('https:')) {
    return refused(
      'They are not signed by a key that is trusted, and came without TLS: anybody could have changed them.',
    );
  }
  const isContinued = named.some((one) => certificates.some((each) => equalBytes(each, one)));
  if (certificates.length > 0 && !isContinued) {
    return refused('They are not signed by a key that is trusted, and name no certificate that is trusted.');
  }
  return { status: 'believed', signer: undefined };
}

const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
