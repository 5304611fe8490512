import type { Check } from '@signet/pki';
import { XmlError } from '../error.ts';

export type SignatureFailure =
  | 'signature-missing'
  | 'signature-ambiguous'
  | 'signature-malformed'
  | 'signature-wrapped'
  | 'duplicate-id'
  | 'transform-not-allowed'
  | 'algorithm-not-allowed'
  | 'key-unknown'
  | 'signature-invalid'
  | 'digest-mismatch';

/** Ends the verification at the step that failed; never leaves this folder. */
export class Refusal extends Error {
  readonly code: SignatureFailure;

  constructor(code: SignatureFailure, message: string) {
    super(message);
    this.code = code;
  }

  get step(): Step {
    return STEP_OF[this.code];
  }
}

/** What a reader throws of the wire is a refusal too; everything else is a fault of ours and goes on. */
export function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof XmlError) return new Refusal('signature-malformed', `${error.message}.`);
  throw error;
}

export type Step =
  | 'signature-present'
  | 'signature-reference'
  | 'signature-transforms'
  | 'signature-algorithm'
  | 'signature-value'
  | 'signature-digest';

export const STEPS: Readonly<Record<Step, Pick<Check, 'check' | 'rule'>>> = {
  'signature-present': { check: 'signature-present', rule: 'XML Signature §4.2, SAML core §5.4' },
  'signature-reference': { check: 'signature-reference', rule: 'SAML core §5.4.2' },
  'signature-transforms': { check: 'signature-transforms', rule: 'SAML core §5.4.3–5.4.4' },
  'signature-algorithm': { check: 'signature-algorithm', rule: 'RFC 9231 §2, without SHA-1 and HMAC' },
  'signature-value': { check: 'signature-value', rule: 'XML Signature §3.2.2' },
  'signature-digest': { check: 'signature-digest', rule: 'XML Signature §3.2.1' },
};

const STEP_OF = {
  'signature-missing': 'signature-present',
  'signature-ambiguous': 'signature-present',
  'signature-malformed': 'signature-present',
  'signature-wrapped': 'signature-reference',
  'duplicate-id': 'signature-reference',
  'transform-not-allowed': 'signature-transforms',
  'algorithm-not-allowed': 'signature-algorithm',
  'key-unknown': 'signature-value',
  'signature-invalid': 'signature-value',
  'digest-mismatch': 'signature-digest',
} as const satisfies Record<SignatureFailure, Step>;
