import type { Check } from '../evidence.ts';
import { describeName } from '../x509/name-format.ts';
import { formatSerialNumber } from '../x509/serial-number.ts';
import type { OcspTarget } from './types.ts';

/** The steps of RFC 6960 §3.2 as they appear in the evidence; a step that fails names the fault. */
export type OcspCheckName =
  | 'ocsp-status'
  | 'ocsp-responder'
  | 'ocsp-algorithm'
  | 'ocsp-signature'
  | 'ocsp-nonce'
  | 'ocsp-critical-extensions'
  | 'ocsp-certificate-id'
  | 'ocsp-this-update'
  | 'ocsp-next-update'
  | 'ocsp-entry';

/** A `Check` about an OCSP response. */
export interface OcspCheck extends Check {
  readonly check: OcspCheckName;
}

/** The failure codes of OCSP, beside those of CRLs in `PathVerdict.revocationFailure`. */
export type OcspFailure = 'ocsp-unreachable' | 'ocsp-expired' | 'ocsp-signature-invalid' | 'ocsp-unusable';

/** What a step fills in: which answer, which rule; the finding follows. */
export function ocspCheck(
  check: OcspCheckName,
  rule: string,
  certificate: OcspTarget,
  finding: Pick<Check, 'result' | 'detail' | 'facts'>,
): OcspCheck {
  return { check, rule, object: describeAnswer(certificate), ...finding };
}

/** `OCSP answer on 0A1B of CN=Issuing CA, O=Contoso`. */
function describeAnswer({ serialNumber, issuer }: OcspTarget): string {
  return `OCSP answer on ${formatSerialNumber(serialNumber)} of ${describeName(issuer)}`;
}
