import { count } from '@signet/identity';
import { APPLICATION_IDS, type BrowserOutcome, CONTOSO_TENANT_ID, createBrowser } from '@signet/lab';
import { describeError, trustedForTls } from './requests.ts';
import {
  type DoctorCheck,
  type Finding,
  findBlocker,
  type Patient,
  SEE_LOG,
  type Subject,
  skipBecause,
} from './types.ts';

/** The document's step 4: somebody signs in with a certificate, up to the authorization code. */
export const checkSignIn: DoctorCheck = async (patient, earlier) => {
  const subject = { check: 'sign-in', name: 'Test sign-in with a certificate' };
  const { testPerson } = patient;
  if (!testPerson) {
    const evidence =
      'only a demo installation has a person to sign in as; try with your own certificate in a browser';
    return [{ ...subject, result: 'skipped', evidence }];
  }
  const blocker = findBlocker(earlier, LEANS_ON);
  if (blocker) return [skipBecause(subject, blocker)];
  try {
    return [judge(subject, await signIn(patient, testPerson), testPerson.userPrincipalName)];
  } catch (error) {
    return [{ ...subject, result: 'fail', evidence: describeError(error), remedy: SEE_LOG }];
  }
};

function signIn(
  { origins, extraTrust }: Patient,
  { userPrincipalName, certificate }: NonNullable<Patient['testPerson']>,
): Promise<BrowserOutcome> {
  const url = new URL(`${origins.login}/${CONTOSO_TENANT_ID}/oauth2/v2.0/authorize`);
  url.search = new URLSearchParams({
    client_id: APPLICATION_IDS.native,
    response_type: 'code',
    redirect_uri: REDIRECT_URI,
    scope: 'openid',
    login_hint: userPrincipalName,
    // Nobody redeems the code: the challenge of a verifier that was never made.
    code_challenge: 'A'.repeat(43),
    code_challenge_method: 'S256',
  }).toString();
  const browser = createBrowser({
    ca: trustedForTls(extraTrust),
    clientCertificate: certificate,
    isCertificateOrigin: ({ origin }) => origin === origins.certificate,
  });
  return browser.visit(url, { redirectUri: REDIRECT_URI, userName: userPrincipalName });
}

function judge(subject: Subject, outcome: BrowserOutcome, who: string): Finding {
  if (outcome.kind === 'redirect' && outcome.parameters.has('code')) {
    const evidence = `${who} got an authorization code in ${count(outcome.steps.length, 'step')}, the certificate shown in ${countCertificates(outcome)}`;
    return { ...subject, result: 'pass', evidence };
  }
  const said =
    outcome.kind === 'redirect'
      ? (outcome.parameters.get('error_description') ?? 'no code came back')
      : outcome.text.replace(/\s+/g, ' ').slice(0, 300);
  return { ...subject, result: 'fail', evidence: `${who}: ${said}`, remedy: SEE_LOG };
}

function countCertificates({ steps }: BrowserOutcome): number {
  return steps.filter(({ certificatePresented }) => certificatePresented).length;
}

const REDIRECT_URI = 'http://localhost';

/** Everything that a sign-in passes through and that has a line of its own; CRLs may still be held. */
const LEANS_ON = [
  'storage',
  'listener-login',
  'listener-certificate',
  'clock',
  'tls-login',
  'tls-certificate',
  'issuer-hints',
  'authority',
  'token-service',
  'federation-settings',
  'federation-address',
];
