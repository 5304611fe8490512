import { createHash, timingSafeEqual, X509Certificate } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { UnixSeconds } from '@signet/pki';
import { HttpError } from '../http-error.ts';
import type { ListenerName } from '../router.ts';
import { type CertificateHeader, type HeaderValues, readCertificateHeader } from './certificate-headers.ts';

/**
 * How a proxy proves that it is the one whose word counts: by a certificate of its own, shown in its handshake with
 * us and pinned here, or by a secret in the header `Signet-Proxy-Secret`. One of the pinned certificates, not any of
 * a CA: a CA that issues to people, too, would let each of them speak for all others.
 */
export type ProxyProof =
  | { readonly kind: 'mutual-tls' /** One or more PEM blocks. */; readonly certificates: string }
  | { readonly kind: 'shared-secret'; readonly secret: string };

export interface ProxyOptions {
  /** Read at the certificate listener only: the other one never asks, whatever a proxy sends there. */
  readonly certificateHeader: CertificateHeader;
  readonly proof: ProxyProof;
}

/** What the proxy says of its client. */
export interface ForwardedClient {
  /** DER, leaf first. The proxy had the client prove its key; chain and revocation are judged here. */
  readonly peerCertificates: readonly Uint8Array[];
  readonly remoteAddress: string;
}

export interface TrustedProxy {
  /**
   * `certificates` are those that the connection itself brought. Throws `HttpError` `proxy-not-proved` for anybody
   * else, `invalid_request` for headers that cannot be read.
   */
  readClient(
    incoming: IncomingMessage,
    certificates: readonly Uint8Array[],
    now: UnixSeconds,
  ): ForwardedClient;
}

/** Throws `HttpError` `proxy-proof-invalid` for a proof that cannot prove anything. */
export function createTrustedProxy(
  listener: ListenerName,
  { certificateHeader, proof }: ProxyOptions,
): TrustedProxy {
  const isProved = proof.kind === 'mutual-tls' ? byCertificate(proof.certificates) : bySecret(proof.secret);
  return {
    readClient(incoming, certificates, now) {
      const values = headerValues(incoming);
      if (!isProved(values, certificates, now)) throw new HttpError('proxy-not-proved', NOT_PROVED);
      return {
        peerCertificates: listener === 'certificate' ? readCertificateHeader(certificateHeader, values) : [],
        remoteAddress: clientAddress(values) ?? incoming.socket.remoteAddress ?? '',
      };
    },
  };
}

type Proved = (values: HeaderValues, certificates: readonly Uint8Array[], now: UnixSeconds) => boolean;

function byCertificate(pem: string): Proved {
  const pinned = new Map(readPinned(pem).map((certificate) => [certificate.fingerprint256, certificate]));
  return (_values, [own], now) => {
    if (own === undefined) return false;
    // The handshake proved the key; which certificate it was says the digest.
    const certificate = pinned.get(new X509Certificate(own).fingerprint256);
    if (certificate === undefined) return false;
    const { validFromDate, validToDate } = certificate;
    return validFromDate.getTime() <= now * 1000 && now * 1000 <= validToDate.getTime();
  };
}

function readPinned(pem: string): readonly X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0)
    throw new HttpError('proxy-proof-invalid', 'There is no PEM certificate of the proxy.');
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch (cause) {
    throw new HttpError('proxy-proof-invalid', 'A certificate of the proxy cannot be read.', { cause });
  }
}

function bySecret(secret: string): Proved {
  if (Buffer.byteLength(secret) < MIN_SECRET_BYTES) {
    const message = `The secret of the proxy is shorter than ${MIN_SECRET_BYTES} octets.`;
    throw new HttpError('proxy-proof-invalid', message);
  }
  const wanted = digest(secret);
  return (values) => {
    const [presented, ...more] = values(SECRET_HEADER);
    return presented !== undefined && more.length === 0 && timingSafeEqual(digest(presented), wanted);
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

// The last address is the one that the proxy saw; those before it are what the client says. Azure's gateways and IIS write the
// port behind it, which left in place would have everybody come from the proxy's own address.
function clientAddress(values: HeaderValues): string | undefined {
  const last = values('x-forwarded-for').join(',').split(',').at(-1)?.trim() ?? '';
  const [, inBrackets, beforePort] = /^(?:\[([^\]]*)\](?::\d{1,5})?|([\d.]+):\d{1,5})$/.exec(last) ?? [];
  const address = inBrackets ?? beforePort ?? last;
  return isIP(address) === 0 ? undefined : address;
}

/** From the raw headers: node joins what came twice, and drops the second of some. */
function headerValues({ rawHeaders }: IncomingMessage): HeaderValues {
  const byName = new Map<string, string[]>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    byName.set(name, [...(byName.get(name) ?? []), (rawHeaders[index + 1] ?? '').trim()]);
  }
  return (name) => byName.get(name) ?? [];
}

/** In lower case. It is dropped from the request that the faces see. */
const SECRET_HEADER = 'signet-proxy-secret';

/** 128 bits, were it random octets. */
const MIN_SECRET_BYTES = 16;

const NOT_PROVED =
  'This port is for the proxy in front of the server, which did not prove itself. Use the public address.';
