import type { DerReader } from '../der/reader.ts';
import { TAG } from '../der/tags.ts';
import type { CRLReason } from './types.ts';

/** CRLReason of RFC 5280 §5.3.1, in entries of CRLs and in OCSP answers; `undefined` for a code that is not used. */
export function readReasonCode(reader: DerReader): CRLReason | undefined {
  return reasonOf(reader.readSmallInteger(TAG.enumerated));
}

/** The reason of this number; `undefined` for one that is not used. */
export function reasonOf(code: number): CRLReason | undefined {
  return REASON_CODES[code];
}

const REASON_CODES: readonly (CRLReason | undefined)[] = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  undefined,
  'removeFromCRL',
  'privilegeWithdrawn',
  'aACompromise',
];
