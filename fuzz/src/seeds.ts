import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRandom, createSystemClock } from '@signet/crypto';
import { createLabPki } from '@signet/lab';

/** What the parsers start from: the lab's PKI, and the outside vectors where they are beside the checkout. */
export interface Seeds {
  readonly certificates: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
  readonly ocspResponses: readonly Uint8Array[];
  readonly xml: readonly Uint8Array[];
}

export async function loadSeeds(): Promise<Seeds> {
  const lab = await createLabSeeds();
  return {
    certificates: [
      ...lab.certificates,
      ...readVectors('pkits/certs', /\.crt$/),
      ...readVectors('piv/cards', /\.crt$/),
      ...readArchive('crls/fuzz/x509-openssl.tar.gz'),
    ],
    crls: [
      ...lab.crls,
      ...readVectors('pkits/crls', /\.crl$/),
      ...readVectors('crls/synthetic', /\.(crl|der)$/),
      ...readArchive('crls/fuzz/crl-openssl.tar.gz'),
    ],
    ocspResponses: readVectors('ocsp/openssl-ocsp', /\.ors$/).map((base64) =>
      Buffer.from(Buffer.from(base64).toString('latin1'), 'base64'),
    ),
    xml: readVectors('saml', /\.xml$/),
  };
}

async function createLabSeeds(): Promise<Pick<Seeds, 'certificates' | 'crls'>> {
  const pki = await createLabPki({
    clock: createSystemClock(),
    random: createRandom(),
    keyAlgorithm: 'p-256',
  });
  const person = { commonName: 'Alice', userPrincipalName: 'alice@contoso.example' };
  const alice = await pki.issueClientCertificate(person);
  const { certificate, serialNumber } = await pki.issueClientCertificate(person);
  await pki.revoke(serialNumber, 'keyCompromise');
  await pki.publish();
  const paths = ['crl/root.crl', 'crl/issuing.crl', 'crl/issuing-delta.crl'] as const;
  const crls = await Promise.all(paths.map((path) => pki.findPublication(path)));
  return {
    certificates: [pki.root.certificate, pki.issuing.certificate, alice.certificate, certificate],
    crls: crls.flatMap((crl) => (crl === undefined ? [] : [crl.bytes])),
  };
}

/** Small files below a folder of the vectors; none in a clone that has no vectors beside it. */
function readVectors(folder: string, names: RegExp): readonly Uint8Array[] {
  const path = join(VECTORS, folder);
  return existsSync(path) ? readSmallFiles(path, names) : [];
}

function readSmallFiles(folder: string, names: RegExp): readonly Uint8Array[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => names.test(name))
    .sort()
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile() && statSync(file).size <= MAX_SEED_BYTES);
  // Names that begin alike hold files of one kind: some of every kind, and not the first alone.
  const step = Math.max(1, Math.ceil(files.length / MAX_SEEDS));
  return files.filter((_, number) => number % step === 0).map((file) => readFileSync(file));
}

function readArchive(name: string): readonly Uint8Array[] {
  const archive = join(VECTORS, name);
  if (!existsSync(archive)) return [];
  const folder = mkdtempSync(join(tmpdir(), 'signet-fuzz-'));
  try {
    execFileSync('tar', ['-xzf', archive, '-C', folder]);
    return readSmallFiles(folder, /./);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const VECTORS = fileURLToPath(new URL('../../../shared/vectors/', import.meta.url));

/** A seed is read whole in every run that comes from it. */
const MAX_SEED_BYTES = 8192;

/** Of one folder: more of a kind reach nothing new. */
const MAX_SEEDS = 80;
