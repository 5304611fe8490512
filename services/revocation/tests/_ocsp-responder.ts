import { spawn } from 'node:child_process';
import { KeyObject } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { TestAuthority } from '../../../core/pki/src/crl/_test-authority.ts';

/** OpenSSL's OCSP responder behind the tests' HTTP server. */
export interface OcspResponder extends AsyncDisposable {
  /** Answers requests by GET and by POST, RFC 6960 appendix A.1. */
  readonly listener: RequestListener;
  /** What the responder knows: serial numbers in hex, `V` for good and `R` for revoked. */
  setStatus(serialNumber: string, status: 'V' | 'R'): Promise<void>;
  /** What it says now of a serial number, good for a day, to a request without a nonce. */
  answerWithoutNonce(serialNumber: string): Promise<Uint8Array>;
}

/** The CA that it answers for, whose key signs. */
export interface AnsweringAuthority extends Pick<TestAuthority, 'certificateDer'> {
  readonly privateKey: CryptoKey | KeyObject;
}

export async function createOcspResponder(ca: AnsweringAuthority): Promise<OcspResponder> {
  const folder = await mkdtemp(join(tmpdir(), 'signet-ocsp-'));
  const file = (name: string): string => join(folder, name);
  await writeFile(file('ca.pem'), pem('CERTIFICATE', ca.certificateDer));
  const key = ca.privateKey instanceof KeyObject ? ca.privateKey : KeyObject.from(ca.privateKey);
  await writeFile(file('ca.key'), key.export({ type: 'pkcs8', format: 'pem' }));
  const rows = new Map<string, string>();
  let requests = 0;
  const sign = async (number: number): Promise<Uint8Array> => {
    await openssl([
      ...['ocsp', '-index', file('index.txt'), '-CA', file('ca.pem')],
      ...['-rsigner', file('ca.pem'), '-rkey', file('ca.key'), '-ndays', '1'],
      ...['-reqin', file(`${number}.req`), '-respout', file(`${number}.resp`)],
    ]);
    return readFile(file(`${number}.resp`));
  };
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const number = requests++;
    const encoded = decodeURIComponent((request.url ?? '').split('/').at(-1) ?? '');
    const asked = request.method === 'POST' ? await buffer(request) : Buffer.from(encoded, 'base64');
    await writeFile(file(`${number}.req`), asked);
    const answer = await sign(number);
    response.setHeader('content-type', 'application/ocsp-response');
    response.end(answer);
  };
  return {
    listener: (request, response) =>
      void respond(request, response).catch((error: unknown) => response.writeHead(500).end(String(error))),
    async setStatus(serialNumber, status) {
      const revoked = status === 'R' ? '261101000000Z,keyCompromise' : '';
      rows.set(
        serialNumber,
        [status, '401231000000Z', revoked, serialNumber, 'unknown', `/CN=${serialNumber}`].join('\t'),
      );
      await writeFile(file('index.txt'), `${[...rows.values()].join('\n')}\n`);
    },
    async answerWithoutNonce(serialNumber) {
      const number = requests++;
      const request = file(`${number}.req`);
      await openssl([
        ...['ocsp', '-issuer', file('ca.pem'), '-serial', `0x${serialNumber}`],
        ...['-no_nonce', '-reqout', request],
      ]);
      return sign(number);
    },
    async [Symbol.asyncDispose]() {
      await rm(folder, { recursive: true });
    },
  };
}

function openssl(words: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('openssl', words);
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(said))));
  });
}

function pem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
