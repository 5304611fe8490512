import { describeSignInCode, type SignInCode, type SignInLogEntry } from '@signet/identity';
import { type Check, createEvidence } from '@signet/pki';
import { judgeAssertionProof } from './assertion-proof.ts';
import { judgeCertificateProof } from './certificate-proof.ts';
import { type ClientQuestion, judgeClientCertificate } from './client-certificate.ts';
import { judgeContinuationProof } from './continuation-proof.ts';
import { checkFactors } from './factors.ts';
import { describeCertificate, describeSubject, logFacts } from './log-facts.ts';
import { tameCheck, tameEntry } from './log-text.ts';
import { judgePasswordProof } from './password-proof.ts';
import { judgeSecondFactorProof } from './second-factor-proof.ts';
import {
  Refusal,
  type SignInDecision,
  type SignInRequest,
  type SignInServices,
  type Subject,
} from './sign-in-request.ts';

/**
 * The one decision of the whole system: every face asks here, no face judges a certificate
 * (docs/decisions/2026-11-23-one-decision-function.md).
 */
export interface SignIn {
  /**
   * Judges and writes the sign-in log; the row is on disk before the answer. A door that is asked every few
   * seconds about the same certificate may leave a success out of the log, never a refusal.
   */
  decide(request: SignInRequest, log?: { readonly success: boolean }): Promise<SignInDecision>;
  /**
   * The same for a face that writes something itself once it is accepted: `answer` works while the row is being written, so that
   * both can be one write. Its result is given, and its error thrown, when the row is on disk.
   */
  decideAnd<Result>(
    request: SignInRequest,
    answer: (decision: SignInDecision) => Promise<Result>,
  ): Promise<Result>;
  /** The same judgement without a row in the log, for `signet explain`. */
  explain(request: SignInRequest): Promise<SignInDecision>;
  /**
   * The same for an application that proves itself. A success is logged where the application is who signs in,
   * and left out where a person's sign-in leaves its own row.
   */
  decideClient(question: ClientQuestion, log: { readonly success: boolean }): Promise<ClientDecision>;
  /** A refusal that a face found before there was anything to judge: a broken signature, a reused code. */
  recordRefusal(refusal: FaceRefusal): Promise<void>;
}

export type ClientDecision =
  | { readonly verdict: 'accepted' }
  | { readonly verdict: 'refused'; readonly code: SignInCode };

export interface FaceRefusal {
  readonly face: SignInRequest['face'];
  readonly client: SignInRequest['client'];
  readonly code: SignInCode;
  readonly evidence: readonly Check[];
  readonly tenantId?: string | undefined;
  readonly userId?: string | undefined;
  readonly userPrincipalName?: string | undefined;
}

/** The one decision about a proof, whichever face brings it; every refusal leaves a row in the sign-in log. */
export function createSignIn(services: SignInServices): SignIn {
  const { signInLog } = services.directory;
  return {
    async decide(request, log = { success: true }) {
      const { decision, entry } = await judge(request, services);
      if (decision.verdict === 'refused' || log.success) await signInLog.add(tameEntry(entry));
      return decision;
    },
    async decideAnd(request, answer) {
      const { decision, entry } = await judge(request, services);
      const logged = signInLog.add(tameEntry(entry));
      // Looked at below, perhaps after it has failed.
      logged.catch(() => undefined);
      try {
        return await answer(decision);
      } finally {
        await logged;
      }
    },
    async explain(request) {
      const { decision } = await judge(request, services);
      return { ...decision, evidence: decision.evidence.map(tameCheck) };
    },
    async decideClient(question, log) {
      const { decision, entry } = await judgeClient(question, services);
      if (decision.verdict === 'refused' || log.success) await signInLog.add(tameEntry(entry));
      return decision;
    },
    async recordRefusal({ face, client, code, evidence, tenantId, userId, userPrincipalName }) {
      const entry: SignInLogEntry = {
        ...logFacts({ face, client }),
        tenantId,
        userId,
        userPrincipalName,
        code,
        errorCode: describeSignInCode(code).aadsts,
        certificate: undefined,
        evidence,
      };
      await signInLog.add(tameEntry(entry));
    },
  };
}

async function judge(
  request: SignInRequest,
  services: SignInServices,
): Promise<{ decision: SignInDecision; entry: SignInLogEntry }> {
  const evidence = createEvidence();
  const subject: Subject = {};
  const { requestId } = request.client;
  const entry = (code: 'success' | SignInCode): SignInLogEntry => ({
    ...logFacts(request),
    tenantId: request.tenantId ?? subject.tenantId,
    ...describeSubject(request, subject),
    code,
    errorCode: code === 'success' ? 0 : describeSignInCode(code).aadsts,
    evidence: evidence.checks,
  });
  try {
    const { user, authentication } = await judgeProof(request, services, subject, evidence);
    await checkFactors(request, authentication, services, evidence);
    const decision = {
      requestId,
      verdict: 'accepted',
      user,
      authentication,
      evidence: evidence.checks,
    } as const;
    return { decision, entry: entry('success') };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const decision = { requestId, verdict: 'refused', code: error.code, evidence: evidence.checks } as const;
    return { decision, entry: entry(error.code) };
  }
}

async function judgeClient(
  question: ClientQuestion,
  services: SignInServices,
): Promise<{ decision: ClientDecision; entry: SignInLogEntry }> {
  const evidence = createEvidence();
  for (const check of question.checks) evidence.add(check);
  const subject: Subject = {};
  const entry = (code: 'success' | SignInCode): SignInLogEntry => ({
    ...logFacts(question),
    tenantId: question.application.tenantId,
    userId: undefined,
    userPrincipalName: undefined,
    certificate: subject.certificate && describeCertificate(subject.certificate),
    code,
    errorCode: code === 'success' ? 0 : describeSignInCode(code).aadsts,
    evidence: evidence.checks,
  });
  try {
    await judgeClientCertificate(question, services, subject, evidence);
    return { decision: { verdict: 'accepted' }, entry: entry('success') };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { decision: { verdict: 'refused', code: error.code }, entry: entry(error.code) };
  }
}

function judgeProof(
  request: SignInRequest,
  services: SignInServices,
  subject: Subject,
  evidence: ReturnType<typeof createEvidence>,
): ReturnType<typeof judgeCertificateProof> {
  const { proof } = request;
  switch (proof.kind) {
    case 'certificate':
      return judgeCertificateProof(request, proof, services, subject, evidence);
    case 'assertion':
      return judgeAssertionProof(request, proof, services, subject, evidence);
    case 'password':
      return judgePasswordProof(request, proof, services, subject, evidence);
    case 'continuation':
      return judgeContinuationProof(request, proof, services, subject, evidence);
    case 'second-factor':
      return judgeSecondFactorProof(request, proof, services, subject, evidence);
    default:
      return proof satisfies never;
  }
}
