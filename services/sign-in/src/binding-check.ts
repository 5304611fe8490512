import type { Check, Evidence } from '@signet/pki';
import { Refusal } from './sign-in-request.ts';

/** What a certificate calls its holder, by the field in which each name stands. */
export type NamedFields = readonly { readonly field: string; readonly values: readonly string[] }[];

/** The check `user-binding` of one certificate, which ends in one of two ways. */
export interface BindingCheck {
  accept(detail: string, facts: Check['facts']): void;
  /** Throws `Refusal`. */
  refuse(code: BindingRefusal, detail: string): never;
}

/** Refuses a certificate that names nobody, and one that names more people than are looked up. */
export function beginBinding(rule: string, fields: NamedFields, evidence: Evidence): BindingCheck {
  const named = fields.flatMap(({ field, values }) => values.map((value) => `${field} ${value}`));
  const object = named.length === 0 ? 'certificate without a user name' : named.join(', ');
  const check = { check: 'user-binding', rule, object };
  const refuse = (code: BindingRefusal, detail: string): never => {
    evidence.add({ ...check, result: 'fail', detail });
    throw new Refusal(code);
  };
  if (named.length === 0) {
    refuse(
      'certificate-field-missing',
      'Subject Alternative Name holds neither a Principal Name nor an RFC822 Name.',
    );
  }
  if (namesTooMany(fields)) {
    refuse('certificate-user-mismatch', `The certificate names more than ${MAX_NAMES} people.`);
  }
  const accept: BindingCheck['accept'] = (detail, facts) =>
    evidence.add({ ...check, result: 'pass', detail, ...(facts && { facts }) });
  return { accept, refuse };
}

/** Whether a certificate names more people than are looked up. */
export function namesTooMany(fields: NamedFields): boolean {
  return fields.reduce((count, { values }) => count + values.length, 0) > MAX_NAMES;
}

type BindingRefusal =
  | 'certificate-field-missing'
  | 'certificate-user-mismatch'
  | 'user-not-found'
  | 'user-not-in-tenant';

/**
 * A person's certificate names a handful. Each costs a question to the database, asked before anything about
 * the certificate is known.
 */
const MAX_NAMES = 32;
