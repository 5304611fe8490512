import { type Check, createEvidence } from '@signet/pki';
import { asRefusal, type SignatureFailure, STEPS, type Step } from './refusal.ts';

/** What came of a signature: what the steps found, or the code of the step that failed. */
export type Judgement<Signed extends object> = { readonly checks: readonly Check[] } & (
  | ({ readonly status: 'verified' } & Signed)
  | { readonly status: 'refused'; readonly code: SignatureFailure }
);

/** Adds a step that holds to the evidence. */
export type Pass = (step: Step, detail: string) => void;

/** Runs the steps of a verification on `object`; a `Refusal` or `XmlError` that they throw is the verdict. */
export function judge<Signed extends object>(
  object: string,
  steps: (pass: Pass) => Signed,
): Judgement<Signed> {
  const evidence = createEvidence();
  try {
    const signed = steps((step, detail) => evidence.add({ ...STEPS[step], object, result: 'pass', detail }));
    return { status: 'verified', ...signed, checks: evidence.checks };
  } catch (error) {
    const refusal = asRefusal(error);
    evidence.add({ ...STEPS[refusal.step], object, result: 'fail', detail: refusal.message });
    return { status: 'refused', code: refusal.code, checks: evidence.checks };
  }
}
