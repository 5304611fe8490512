import type { Check, CrlCheckName, OcspCheckName } from '@signet/pki';
import { findSignInCodeText, type SignInCode } from './sign-in-code.ts';

/**
 * What was wrong with a CRL that was refused: a step of RFC 5280 §6.3.3, or why it may not take the place of the one
 * in use. Many faults share a sign-in code, and are mended in different ways.
 */
export type CrlFault =
  | CrlCheckName
  | 'crl-wrong-part'
  | 'crl-without-next-update'
  | 'crl-older'
  | 'crl-fewer-entries'
  | 'crl-lower-number'
  | 'crl-other-distribution-point';

/** What to do about a CRL that was refused: by what was wrong with it, else by its code. */
export function remedyOfCrl(failure: SignInCode, fault: string | undefined): string {
  return findCrlRemedy(fault) ?? findSignInCodeText(failure)?.remedy ?? '';
}

/**
 * What to do about a refused sign-in, by the evidence where the code does not tell what failed: codes know CRLs alone,
 * as Entra ID's do, and a responder may be what is down. `undefined` for a code that is not known.
 */
export function findRemedy(code: string, evidence: readonly Check[]): string | undefined {
  const usual = findSignInCodeText(code)?.remedy;
  if (!code.startsWith('crl-')) return usual;
  const failed = evidence.filter(({ result }) => result === 'fail');
  const ofCrls = failed.filter(({ check }) => check.startsWith('crl-'));
  const crlFault = ofCrls.find(({ facts }) => facts?.['failure'] === code) ?? ofCrls[0];
  const ofCrl = findCrlRemedy(String(crlFault?.facts?.['fault'] ?? crlFault?.check)) ?? usual;
  const ocspFault = failed.find(({ check }) => check.startsWith('ocsp-'));
  if (ocspFault === undefined) return ofCrl;
  const ofResponder = remedyOfOcsp(ocspFault.check);
  const isCrlToBlame = crlFault !== undefined || WITHOUT_LIST.has(code);
  return isCrlToBlame ? `${ofCrl} The OCSP responder gave no answer either: ${ofResponder}` : ofResponder;
}

/** What to do about an OCSP responder, by the step that failed. */
export function remedyOfOcsp(check: string): string {
  return isNamed(OCSP_REMEDIES, check) ? OCSP_REMEDIES[check] : OCSP_REMEDIES['ocsp-request'];
}

/** The remedy of a fault that the one of its code does not fit. */
export function findCrlRemedy(fault: string | undefined): string | undefined {
  return fault !== undefined && isNamed(CRL_REMEDIES, fault) ? CRL_REMEDIES[fault] : undefined;
}

function isNamed<Remedies extends object>(remedies: Remedies, name: string): name is keyof Remedies & string {
  return Object.hasOwn(remedies, name);
}

/** Those that the remedy of the code does not fit. */
const CRL_REMEDIES = {
  'crl-algorithm':
    'Have the CA sign its CRLs with SHA-256 or better; until it does, «signet ca update <id> --allow sha1» lets SHA-1 pass.',
  'crl-key-usage': 'Have the CA’s certificate reissued with key usage cRLSign, and trust that one.',
  'crl-critical-extensions':
    'Have the CA publish CRLs without the critical extensions that are not understood.',
  'crl-this-update':
    'Set the clocks of the CA and of this server right, and have the CA publish the CRL anew.',
  'crl-distribution-point':
    'Configure the URL of the CRL that is meant for this certificate, or publish there one for all of the CA’s certificates.',
  'crl-scope':
    'Publish at the URL a CRL for all of the CA’s certificates: this one leaves such certificates out.',
  'crl-reasons': 'Publish at the URL a CRL for all reasons of revocation.',
  'crl-delta': 'Publish base and delta CRL together, so that the delta adds to that base.',
  'crl-wrong-part':
    'Configure the URL of the complete CRL with «signet ca update <id> --crl-url», that of the delta CRL with --delta-crl-url.',
  'crl-without-next-update': 'Have the CA publish CRLs with nextUpdate.',
  'crl-older':
    'Publish the CA’s newest CRL at the URL: an older one never takes the place of the one in use.',
  'crl-fewer-entries': 'Have the CA publish its next CRL, with a number and a thisUpdate of its own.',
  'crl-lower-number':
    'Have the CA go on from the number of its last CRL; a lower one counts once the CRL in use has expired.',
  'crl-other-distribution-point':
    'Publish at the URL the CRL for the same certificates as before, or one whose issuingDistributionPoint names this URL.',
} as const satisfies Partial<Record<CrlFault, string>>;

const OCSP_REMEDIES = {
  'ocsp-request':
    'Start the OCSP responder of the CA and let this server reach it, or correct its URL: «signet ca update <id> --ocsp-url <url>».',
  'ocsp-status': 'See in the responder’s log why it answers so, and whether it answers for this CA at all.',
  'ocsp-responder':
    'Have the responder sign with the CA’s key, or with a certificate of that CA for OCSPSigning that has id-pkix-ocsp-nocheck.',
  'ocsp-algorithm': 'Have the responder sign its answers with SHA-256 or better.',
  'ocsp-signature':
    'Have the responder sign with the key of the certificate that it names; nothing may change its answers on the way.',
  'ocsp-nonce': 'Have the responder answer each question anew: it returned the nonce of another.',
  'ocsp-critical-extensions': 'Have the responder leave out the critical extensions that are not understood.',
  'ocsp-certificate-id': 'Let the OCSP URL lead to the responder of this very CA.',
  'ocsp-this-update':
    'Set the clocks of the responder and of this server right; an answer must be newer than the user’s valid-from.',
  'ocsp-next-update': 'Have the responder give fresh answers: the one that it sent has expired.',
  'ocsp-older-answer':
    'Have the responder give fresh answers: it sent one from before another that has come already.',
  'ocsp-entry':
    'Ask the CA whether its responder answers for this issuer, and whether it has issued this certificate.',
} as const satisfies Record<OcspCheckName | 'ocsp-request' | 'ocsp-older-answer', string>;

/** Where no CRL could even be asked for. */
const WITHOUT_LIST: ReadonlySet<string> = new Set<SignInCode>([
  'crl-not-configured',
  'crl-delta-without-base',
]);
