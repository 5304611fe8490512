import { getPriority, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import {
  type CrlBuffers,
  openCertificateList,
  type PathRelaxation,
  parseCertificate,
  type SignatureVerifier,
} from '@signet/pki';
import type { Refused } from './acceptance.ts';
import { type CrlReading, readInThisThread } from './crl-reader.ts';
import { partsOf, weighDown } from './shared-weight.ts';
import type { CrlPart } from './types.ts';

// The thread of worker-reader.ts: one question after the other.

export interface WorkerSetUp {
  readonly verifierModule: string;
}

export interface ReadQuestion {
  readonly id: number;
  readonly body: Uint8Array;
  readonly part: CrlPart;
  /** Certificate of the CA, DER. */
  readonly issuer: Uint8Array;
  readonly allow: readonly PathRelaxation[];
  readonly previous: CrlBuffers | undefined;
}

export type ReadAnswer =
  | (Omit<Extract<CrlReading, { accepted: true }>, 'crl'> & { readonly buffers: CrlBuffers })
  | Refused;

const { verifierModule } = workerData as WorkerSetUp;
const { createSignatureVerifier } = (await import(verifierModule)) as {
  createSignatureVerifier(): SignatureVerifier;
};
const verifySignature = createSignatureVerifier();

const STEP_BACK = 10;
const LOWEST_PRIORITY = 19;
// A list takes a core for as long as it is read, and sign-ins wait for the core and not for the list. Linux gives each
// thread a priority of its own; elsewhere the whole process would step back.
if (process.platform === 'linux') setPriority(Math.min(getPriority() + STEP_BACK, LOWEST_PRIORITY));

parentPort?.on('message', (question: ReadQuestion) => {
  parentPort?.postMessage({ id: question.id, answer: answer(question) });
});

function answer({ body, part, issuer, allow, previous }: ReadQuestion): ReadAnswer {
  weighDown(body);
  const claim = { part, issuer: parseCertificate(issuer), verifySignature, allow };
  const reading = readInThisThread(body, claim, previous && openCertificateList(previous), {
    shared: true,
  });
  if (!reading.accepted) return reading;
  const { crl, ...rest } = reading;
  weighDown(...partsOf(crl.buffers));
  return { ...rest, buffers: crl.buffers };
}
