import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { Duplex } from 'node:stream';
import { connect as connectTls, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import { TIME_LIMIT_MILLISECONDS, trustedForTls } from './requests.ts';
import type { Patient } from './types.ts';

/** What a TLS server shows before anything is asked of it. */
export interface TlsFacts {
  readonly certificate: DetailedPeerCertificate;
  /** Why a client that trusts the public CAs and the demo's would turn away, names left out. */
  readonly untrustedBecause: string | undefined;
  /** DER of the names in its CertificateRequest; `undefined`: it asks for no certificate. */
  readonly acceptedIssuers: readonly Uint8Array[] | undefined;
}

/** Throws what the connection fails with. */
export async function probeTls(
  origin: string,
  { extraTrust, lookup }: Pick<Patient, 'extraTrust' | 'lookup'>,
): Promise<TlsFacts> {
  const { hostname, port } = new URL(origin);
  const host = hostname.replace(/^\[|\]$/g, '');
  const tcp = connectTcp({ host, port: port === '' ? 443 : Number(port), lookup });
  const signal = AbortSignal.timeout(TIME_LIMIT_MILLISECONDS);
  const received: Buffer[] = [];
  try {
    await once(tcp, 'connect', { signal });
    const tls = connectTls({
      socket: recordWhatArrives(tcp, received),
      servername: host,
      ca: trustedForTls(extraTrust),
      rejectUnauthorized: false,
      // In TLS 1.3 the CertificateRequest is encrypted and Node does not hand it out; in 1.2 it can be read.
      maxVersion: 'TLSv1.2',
    });
    // Whoever waits hears of the first error; what breaks after that is nobody's concern.
    tls.on('error', () => undefined);
    await once(tls, 'secureConnect', { signal });
    return factsOf(tls, Buffer.concat(received));
  } finally {
    tcp.destroy();
  }
}

function factsOf(tls: TLSSocket, received: Buffer): TlsFacts {
  const { authorizationError: error } = tls as { authorizationError?: Error | string | null };
  return {
    certificate: tls.getPeerCertificate(true),
    untrustedBecause: error ? String(error instanceof Error ? error.message : error) : undefined,
    acceptedIssuers: readAcceptedIssuers(received),
  };
}

function recordWhatArrives(tcp: Duplex, received: Buffer[]): Duplex {
  const recorder = new Duplex({
    read: () => tcp.resume(),
    write: (chunk: Buffer, _encoding, done) => void tcp.write(chunk, done),
    final: (done) => void tcp.end(done),
  });
  tcp.on('data', (chunk: Buffer) => {
    received.push(chunk);
    if (!recorder.push(chunk)) tcp.pause();
  });
  tcp.on('end', () => recorder.push(null));
  tcp.on('error', (error) => recorder.destroy(error));
  return recorder;
}

/** RFC 5246 §7.4.4: certificate_types, supported_signature_algorithms, then the names. */
function readAcceptedIssuers(received: Buffer): readonly Uint8Array[] | undefined {
  const body = findHandshakeMessage(received, CERTIFICATE_REQUEST);
  if (body === undefined) return undefined;
  const types = body.readUInt8(0);
  const algorithms = body.readUInt16BE(1 + types);
  let at = 1 + types + 2 + algorithms + 2;
  const names: Uint8Array[] = [];
  while (at < body.length) {
    const length = body.readUInt16BE(at);
    names.push(body.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return names;
}

/** Handshake messages may span records, RFC 5246 §6.2.1. */
function findHandshakeMessage(received: Buffer, wanted: number): Buffer | undefined {
  const handshake = Buffer.concat([...handshakeRecords(received)]);
  for (let at = 0; at + 4 <= handshake.length; ) {
    const end = at + 4 + handshake.readUIntBE(at + 1, 3);
    if (handshake[at] === wanted) return handshake.subarray(at + 4, end);
    at = end;
  }
  return undefined;
}

/** Up to ChangeCipherSpec; what follows is encrypted. */
function* handshakeRecords(received: Buffer): Generator<Buffer> {
  for (let at = 0; at + 5 <= received.length && received[at] === HANDSHAKE; ) {
    const end = at + 5 + received.readUInt16BE(at + 3);
    yield received.subarray(at + 5, end);
    at = end;
  }
}

const HANDSHAKE = 22;
const CERTIFICATE_REQUEST = 13;
