/** Hash functions that References and signatures may use. */
export type DigestAlgorithm = 'sha1' | 'sha256' | 'sha384' | 'sha512';

/** Signature methods we take part in; the key's type must fit the first half of the name. */
export type SignatureAlgorithm =
  | 'rsa-sha1'
  | 'rsa-sha256'
  | 'rsa-sha384'
  | 'rsa-sha512'
  | 'ecdsa-sha256'
  | 'ecdsa-sha384'
  | 'ecdsa-sha512';

export const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
export const EXCLUSIVE_C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#';
/**
 * By either name (SAML 2.0 core §5.4.3 has both): a document that is read here holds no comments, so the two give
 * the same octets. Where comments were passed over, as in metadata, the second gives others, and nothing verifies.
 */
export const EXCLUSIVE_METHODS: ReadonlySet<string> = new Set([
  EXCLUSIVE_C14N,
  `${EXCLUSIVE_C14N}WithComments`,
]);
export const ENVELOPED_SIGNATURE = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';

// RFC 9231 §2.1, §2.3. HMAC is missing on purpose: with it, whoever knows the public key could sign.
const SIGNATURE_URIS: Readonly<Record<SignatureAlgorithm, string>> = {
  'rsa-sha1': `${DSIG}rsa-sha1`,
  'rsa-sha256': 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'rsa-sha384': 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha384',
  'rsa-sha512': 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
  'ecdsa-sha256': 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256',
  'ecdsa-sha384': 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384',
  'ecdsa-sha512': 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512',
};

const DIGEST_URIS: Readonly<Record<DigestAlgorithm, string>> = {
  sha1: `${DSIG}sha1`,
  sha256: 'http://www.w3.org/2001/04/xmlenc#sha256',
  sha384: 'http://www.w3.org/2001/04/xmldsig-more#sha384',
  sha512: 'http://www.w3.org/2001/04/xmlenc#sha512',
};

/** What names the algorithm in SignatureMethod (XML Signature §6.1, RFC 6931 §2.3). */
export function signatureUri(algorithm: SignatureAlgorithm): string {
  return SIGNATURE_URIS[algorithm];
}

/** What names the algorithm in DigestMethod (XML Signature §6.1, RFC 6931 §2.1). */
export function digestUri(algorithm: DigestAlgorithm): string {
  return DIGEST_URIS[algorithm];
}

/** `undefined` for anything that is not on the list, and for SHA-1 unless it is asked for. */
export function findSignatureAlgorithm(uri: string, allowSha1: boolean): SignatureAlgorithm | undefined {
  return findByUri(SIGNATURE_URIS, uri, allowSha1);
}

/** `undefined` for anything that is not on the list, and for SHA-1 unless it is asked for. */
export function findDigestAlgorithm(uri: string, allowSha1: boolean): DigestAlgorithm | undefined {
  return findByUri(DIGEST_URIS, uri, allowSha1);
}

function findByUri<Name extends string>(
  uris: Readonly<Record<Name, string>>,
  uri: string,
  allowSha1: boolean,
): Name | undefined {
  const known = uri === MISNAMED_SHA384 ? DIGEST_URIS.sha384 : uri;
  const name = (Object.keys(uris) as Name[]).find((key) => uris[key] === known);
  return name?.endsWith('sha1') && !allowSha1 ? undefined : name;
}

/** No specification registers it (RFC 9231 §2.1.3 has another), but it is written, and can mean one thing only. */
const MISNAMED_SHA384 = 'http://www.w3.org/2001/04/xmlenc#sha384';
