import {
  decodeBase64,
  decodeEscapedPem,
  decodePercent,
  malformed,
  splitCertificates,
} from './certificate-bytes.ts';
import { readForwardedClientCert } from './forwarded-client-cert.ts';

/** How a proxy that terminates TLS tells what the client sent in its handshake. */
export type CertificateHeader = 'rfc-9440' | 'nginx' | 'haproxy' | 'envoy' | 'traefik';

/** Values of one request header by name, in the order received; empty when it is absent. */
export type HeaderValues = (name: string) => readonly string[];

/**
 * The client's certificates, DER, leaf first; empty when the proxy says that there was none. A header that came
 * twice was added to one that the client sent, instead of put in its place, so it is refused. Throws `HttpError`
 * `invalid_request`.
 */
export function readCertificateHeader(form: CertificateHeader, values: HeaderValues): readonly Uint8Array[] {
  const certificates = FORMS[form](values);
  const distinct = new Map(certificates.map((der) => [Buffer.from(der).toString('latin1'), der]));
  return [...distinct.values()];
}

/** All that is known of the forms; a new one is a line here. */
const FORMS: Readonly<Record<CertificateHeader, (values: HeaderValues) => readonly Uint8Array[]>> = {
  /** RFC 9440: structured fields (RFC 8941), a byte sequence and a list of them. */
  'rfc-9440': (values) => {
    const leaf = only(values('client-cert'));
    if (leaf === undefined) return [];
    // §2.3: the list may stand in several lines, empty ones among them, and it never holds the leaf.
    const lines = values('client-cert-chain').filter((line) => line !== '');
    const chain = lines.flatMap((line) => line.split(','));
    return [leaf, ...chain].flatMap((item) => one(splitCertificates(byteSequence(item.trim()))));
  },
  /** nginx's `$ssl_client_escaped_cert` in `X-SSL-Client-Cert`: the leaf; nginx has no variable for the others. */
  nginx: (values) => {
    const leaf = only(values('x-ssl-client-cert'));
    return leaf === undefined ? [] : one(decodeEscapedPem(leaf));
  },
  /** HAProxy's `ssl_c_der,base64` in `X-SSL-Client-Cert`, `ssl_c_chain_der,base64` in `X-SSL-Client-Chain`. */
  haproxy: (values) => {
    const leaf = only(values('x-ssl-client-cert'));
    const chain = only(values('x-ssl-client-chain'));
    if (leaf === undefined) return [];
    return [
      ...one(splitCertificates(decodeBase64(leaf))),
      ...(chain === undefined ? [] : splitCertificates(decodeBase64(chain))),
    ];
  },
  /** Envoy's `x-forwarded-client-cert`. */
  envoy: (values) => {
    const element = only(values('x-forwarded-client-cert'));
    return element === undefined ? [] : readForwardedClientCert(element);
  },
  /** Traefik's `X-Forwarded-Tls-Client-Cert`: bodies of PEM without their line breaks, joined by commas. */
  traefik: (values) => {
    const bodies = only(values('x-forwarded-tls-client-cert'));
    if (bodies === undefined) return [];
    return decodePercent(bodies)
      .split(',')
      .flatMap((body) => one(splitCertificates(decodeBase64(body.trim()))));
  },
};

/** The names above, for a configuration to choose from. */
export const CERTIFICATE_HEADERS: readonly [CertificateHeader, ...CertificateHeader[]] = [
  'rfc-9440',
  'nginx',
  'haproxy',
  'envoy',
  'traefik',
];

function only([value, ...more]: readonly string[]): string | undefined {
  if (more.length > 0) throw malformed('it came more than once');
  // Proxies send an empty header, or HAProxy `-`, for a client without a certificate.
  return value === undefined || value === '' || value === '-' ? undefined : value;
}

function one(certificates: readonly Uint8Array[]): readonly Uint8Array[] {
  if (certificates.length !== 1) throw malformed('it holds more than one certificate where one belongs');
  return certificates;
}

// RFC 8941 §3.3.5.
function byteSequence(item: string): Uint8Array {
  const match = /^:([A-Za-z0-9+/=]*):$/.exec(item);
  if (match?.[1] === undefined) throw malformed('it is not a byte sequence between colons');
  return decodeBase64(match[1]);
}
