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

parentPort?.on('message', (question: ReadQuestion) => {
  parentPort?.postMessage({ id: question.id, answer: answer(question) });
});

function answer({ body, part, issuer, allow, previous }: ReadQuestion): ReadAnswer {
  const claim = { part, issuer: parseCertificate(issuer), verifySignature, allow };
  const reading = readInThisThread(body, claim, previous && openCertificateList(previous), {
    shared: true,
  });
  if (!reading.accepted) return reading;
  const { crl, ...rest } = reading;
  return { ...rest, buffers: crl.buffers };
}
