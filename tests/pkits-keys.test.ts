import { execFileSync, spawnSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, type KeyObject, sign, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Agent, get } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createRandom, createSignatureVerifier, createSystemClock } from '@signet/crypto';
import { startListeners } from '@signet/http';
import { createLabPki } from '@signet/lab';
import {
  type AlgorithmIdentifier,
  decodePem,
  equalBytes,
  parseCertificate,
  parseSubjectPublicKeyInfo,
} from '@signet/pki';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findVectors } from './_vectors.ts';

// The 405 keys of NIST PKITS 1.0.1, one for each certificate. Their files are of 2011: RC2 with 40 bits around the
// certificate, 3DES around the key. Signet writes PKCS #12 and reads none, and the OpenSSL inside Node has neither
// cipher at hand, so the program of OpenSSL 3 opens them with its legacy provider.

const folder = findVectors('pkits') ?? '';
const names =
  folder === ''
    ? []
    : readdirSync(join(folder, 'pkcs12'))
        .filter((file) => file.endsWith('.p12'))
        .map((file) => file.slice(0, -'.p12'.length))
        .sort();
const hasOpenssl = spawnSync('openssl', ['list', '-providers', '-provider', 'legacy']).status === 0;
if (!hasOpenssl)
  console.log('openssl with its legacy provider: not on this machine, the keys of PKITS are left out');

const verifySignature = createSignatureVerifier();

describe.skipIf(folder === '' || !hasOpenssl)('the keys of PKITS', () => {
  let door: Door;
  beforeAll(async () => {
    door = await openDoor();
  });
  afterAll(() => door.close());

  it('are 405, one for each certificate', () => {
    const certificates = readdirSync(join(folder, 'certs')).map((file) => file.replace(/\.crt$/, ''));
    expect(names).toHaveLength(405);
    expect(certificates.sort()).toEqual(names);
  });

  it.each(names)('%s belongs to its certificate and signs what the engine accepts', (name) => {
    const { certificate, privateKey } = openKeyFile(name);
    expect(certificate).toEqual(readFileSync(join(folder, 'certs', `${name}.crt`)));
    const publicKey = publicKeyOf(name, { certificate, privateKey });
    const data = Buffer.from(name);
    const question = { algorithm: algorithmOf(privateKey), signature: sign('sha256', data, privateKey) };
    const ask = (signed: Buffer) =>
      verifySignature({ ...question, data: signed, subjectPublicKeyInfo: publicKey });
    expect(ask(data)).toBe('valid');
    expect(ask(Buffer.from('something else'))).toBe('invalid');
  });

  it.each(names)('%s proves itself in a handshake with the certificate listener', async (name) => {
    const { certificate, privateKey } = openKeyFile(name);
    // No version of TLS from 1.2 on, as OpenSSL 3 speaks it, takes DSA: the handshake ends.
    if (privateKey.asymmetricKeyType === 'dsa')
      return expect(door.show(certificate, privateKey)).rejects.toThrow();
    expect(await door.show(certificate, privateKey)).toEqual([certificate]);
  });
});

interface KeyFile {
  /** DER. */
  readonly certificate: Buffer;
  readonly privateKey: KeyObject;
}

const opened = new Map<string, KeyFile>();

function openKeyFile(name: string): KeyFile {
  const known = opened.get(name);
  if (known !== undefined) return known;
  const file = readKeyFile(name);
  opened.set(name, file);
  return file;
}

function readKeyFile(name: string): KeyFile {
  const file = join(folder, 'pkcs12', `${name}.p12`);
  const words = ['pkcs12', '-legacy', '-in', file, '-passin', 'pass:password', '-nodes'];
  const pem = execFileSync('openssl', words, { encoding: 'utf8' });
  const blocks = decodePem(pem);
  const [certificate, ...others] = blocks.filter(({ label }) => label === 'CERTIFICATE');
  if (certificate === undefined || others.length > 0) throw new Error(`${name} holds no single certificate`);
  return { certificate: Buffer.from(certificate.der), privateKey: createPrivateKey(pem) };
}

/** SubjectPublicKeyInfo of the certificate, DER. */
function publicKeyOf(name: string, { certificate, privateKey }: KeyFile): Uint8Array {
  const ofKeyFile = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  if (UNREADABLE.includes(name)) {
    expect(() => parseCertificate(certificate)).toThrow(expect.objectContaining({ code: 'bad-bit-string' }));
    return new X509Certificate(certificate).publicKey.export({ format: 'der', type: 'spki' });
  }
  const { subjectPublicKeyInfo: key } = parseCertificate(certificate);
  if (key.algorithm.parameters !== undefined) return key.der;
  // RFC 3279 §2.3.2: a DSA key may leave its parameters to the key above it; the file of the key has them.
  expect(equalBytes(parseSubjectPublicKeyInfo(ofKeyFile).subjectPublicKey, key.subjectPublicKey)).toBe(true);
  return ofKeyFile;
}

/** NIST spoilt their signatures where X.690 is broken too, so the certificates are not read at all. */
const UNREADABLE = ['BadSignedCACert', 'InvalidDSASignatureTest6EE'];

function algorithmOf({ asymmetricKeyType }: KeyObject): AlgorithmIdentifier {
  return asymmetricKeyType === 'dsa'
    ? { algorithm: '2.16.840.1.101.3.4.3.2', parameters: undefined }
    : { algorithm: '1.2.840.113549.1.1.11', parameters: Uint8Array.of(5, 0) };
}

interface Door {
  /** Connects with this certificate and returns what the listener says that it was shown, DER. */
  show(certificate: Buffer, privateKey: KeyObject): Promise<readonly Buffer[]>;
  close(): Promise<void>;
}

async function openDoor(): Promise<Door> {
  const clock = createSystemClock();
  const random = createRandom();
  const { tls, root } = await createLabPki({ clock, random, keyAlgorithm: 'p-256' });
  const localhost = { hostname: 'localhost', port: 0 };
  const listeners = await startListeners({
    routes: [
      {
        listener: 'certificate',
        method: 'GET',
        pattern: '/',
        handler: (_request, { peerCertificates }) =>
          Response.json(peerCertificates.map((der) => Buffer.from(der).toString('base64'))),
      },
    ],
    tls: { key: tls.privateKeyPem, cert: tls.chainPem },
    twoPorts: { address: '127.0.0.1', login: localhost, certificate: localhost },
    clock,
    random,
    log: { info: () => undefined, error: () => undefined },
  });
  return {
    async show(certificate, privateKey) {
      const key = privateKey.export({ format: 'pem', type: 'pkcs8' });
      const cert = new X509Certificate(certificate).toString();
      const agent = new Agent({ key, cert, ca: root.certificatePem });
      const outgoing = get(listeners.origins.certificate, { agent, family: 4 });
      const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
      const shown = JSON.parse(await text(incoming)) as readonly string[];
      agent.destroy();
      return shown.map((base64) => Buffer.from(base64, 'base64'));
    },
    close: () => listeners.close(),
  };
}
