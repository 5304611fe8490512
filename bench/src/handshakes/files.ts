import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeChain } from '../make-chain.ts';

/** Paths of what servers and clients need, but the client's own two PEM texts. */
export interface HandshakeFiles {
  readonly folder: string;
  readonly root: string;
  readonly issuing: string;
  /** DER of the lists of issuing CA and root. */
  readonly crl: string;
  readonly rootCrl: string;
  /** PEM of both CAs, and of both lists, in one file: what nginx and HAProxy read. */
  readonly authorities: string;
  readonly crls: string;
  /** PEM of the certificate, then of its key: the server shows the same as the client. */
  readonly identity: string;
  readonly leaf: string;
  readonly leafKey: string;
}

/** Makes the chain whose issuing CA has a list of so many entries, and writes it into a folder of its own. */
export function writeHandshakeFiles(parent: string, entries: number): HandshakeFiles {
  const chain = makeChain({ kind: 'rsa-2048', leaves: 1, revoked: entries });
  const folder = join(parent, `handshakes-${entries}`);
  mkdirSync(folder, { recursive: true });
  const write = (name: string, content: string | Buffer): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const [first = Buffer.alloc(0)] = chain.leaves;
  const leaf = pem('CERTIFICATE', first);
  const leafKey = String(chain.leafKey.export({ format: 'pem', type: 'pkcs8' }));
  const authorities = [chain.root, chain.issuing].map((der) => pem('CERTIFICATE', der));
  const crls = [chain.rootCrl, chain.issuingCrl].map((der) => pem('X509 CRL', der));
  return {
    folder,
    root: write('root.pem', pem('CERTIFICATE', chain.root)),
    issuing: write('issuing.pem', pem('CERTIFICATE', chain.issuing)),
    crl: write('issuing.crl', chain.issuingCrl),
    rootCrl: write('root.crl', chain.rootCrl),
    authorities: write('authorities.pem', authorities.join('')),
    crls: write('crls.pem', crls.join('')),
    identity: write('identity.pem', leaf + leafKey),
    leaf,
    leafKey,
  };
}

/** One PEM block. */
export function pem(label: string, der: Uint8Array): string {
  const body = Buffer.from(der).toString('base64').replace(/.{64}/g, '$&\n');
  return `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;
}
