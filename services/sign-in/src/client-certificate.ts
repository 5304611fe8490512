import type { Application, KeyCredential, SignInFace } from '@signet/identity';
import {
  type Certificate,
  type Check,
  type Evidence,
  equalNames,
  formatTime,
  parseCertificate,
} from '@signet/pki';
import { codeOfPathFailure, judgePath } from './path-judgement.ts';
import { type ClientFacts, Refusal, type SignInServices } from './sign-in-request.ts';
import { loadTrustStore, type TrustStore } from './trust-store.ts';

/** An application has proved itself to a face; does what it proved itself by still count? */
export interface ClientQuestion {
  readonly face: SignInFace;
  readonly client: ClientFacts;
  readonly application: Application;
  /** The registered certificate whose key was proved; `undefined` for a secret. */
  readonly keyCredential: KeyCredential | undefined;
  /** What the face checked before: secret, or signature, audience and times. First in the evidence. */
  readonly checks: readonly Check[];
}

/**
 * Judges the certificate of an application. Its registration is its trust, as Entra has it, so one that signed
 * itself is enough; but where a CA of the tenant issued it, that CA can take it back as it does a person's.
 */
export async function judgeClientCertificate(
  { application, keyCredential, client: { now } }: ClientQuestion,
  services: SignInServices,
  subject: { certificate?: Certificate },
  evidence: Evidence,
): Promise<void> {
  if (!keyCredential) return;
  const leaf = parseCertificate(Buffer.from(keyCredential.certificate, 'base64'));
  subject.certificate = leaf;
  checkRegistration(keyCredential, leaf, now, evidence);
  const trustStore = await loadTrustStore(services.directory, application.tenantId);
  if (!isIssuedByStore(leaf, trustStore)) {
    evidence.add({
      check: 'client-certificate-issuer',
      rule: 'RFC 8705 §2.2: a registered certificate needs no path',
      object: `application ${application.displayName}`,
      result: 'skipped',
      detail: 'No CA of the trusted store has the name of its issuer, so that nobody can be asked about it.',
    });
    return;
  }
  const verdict = await judgePath({ leaf, trustStore, now, publishedAfter: undefined }, services);
  for (const check of verdict.checks) evidence.add(check);
  if (!verdict.valid) throw new Refusal(codeOfPathFailure(verdict));
}

function checkRegistration(
  { startDate, endDate, displayName }: KeyCredential,
  { validity }: Certificate,
  now: number,
  evidence: Evidence,
): void {
  const from = Math.max(startDate, validity.notBefore);
  const until = Math.min(endDate, validity.notAfter);
  const valid = from <= now && now <= until;
  evidence.add({
    check: 'client-certificate-validity',
    rule: 'Microsoft Graph keyCredential: startDateTime to endDateTime',
    object: `certificate ${displayName}`,
    result: valid ? 'pass' : 'fail',
    detail: `It is registered and valid from ${formatTime(from)} until ${formatTime(until)}.`,
    facts: { now: formatTime(now) },
  });
  if (!valid) throw new Refusal('client-certificate-expired');
}

function isIssuedByStore(leaf: Certificate, { anchors, intermediates }: TrustStore): boolean {
  return [...anchors, ...intermediates].some(({ subject }) => equalNames(subject, leaf.issuer));
}
