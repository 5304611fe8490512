import { count, describeSignInCode, type SignInCode } from '@signet/identity';
import {
  APPLICATION_IDS,
  type BrowserOutcome,
  CONTOSO_TENANT_ID,
  createBrowser,
  isCertificateOriginOf,
} from '@signet/lab';
import { describeError, trustedForTls } from './requests.ts';
import {
  type DoctorCheck,
  type Finding,
  findBlocker,
  type Patient,
  SEE_LOG,
  type Subject,
  skipBecause,
  skipWithoutPerson,
  type TestPerson,
} from './types.ts';

/** The document's step 4: somebody signs in with a certificate, up to the authorization code. */
export const checkSignIn: DoctorCheck = async (patient, earlier) => {
  const subject = { check: 'sign-in', name: 'Test sign-in with a certificate' };
  const { testPerson } = patient;
  if (!('certificate' in testPerson)) return [skipWithoutPerson(subject, testPerson)];
  const blocker = findBlocker(earlier, LEANS_ON);
  if (blocker) return [skipBecause(subject, blocker)];
  try {
    const outcome = await signIn(patient, testPerson);
    return [await judge(subject, outcome, testPerson.userPrincipalName, patient.services)];
  } catch (error) {
    return [{ ...subject, result: 'fail', evidence: describeError(error), remedy: SEE_LOG }];
  }
};

function signIn(
  { origins, extraTrust }: Patient,
  { userPrincipalName, certificate }: TestPerson,
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
    isCertificateOrigin: isCertificateOriginOf(origins.certificate),
  });
  return browser.visit(url, { redirectUri: REDIRECT_URI, userName: userPrincipalName });
}

async function judge(
  subject: Subject,
  outcome: BrowserOutcome,
  who: string,
  { directory }: Patient['services'],
): Promise<Finding> {
  if (outcome.kind === 'redirect' && outcome.parameters.has('code')) {
    const evidence = `${who} got an authorization code in ${count(outcome.steps.length, 'step')}, the certificate shown in ${countCertificates(outcome)} of them`;
    return { ...subject, result: 'pass', evidence };
  }
  const requestId = outcome.kind === 'page' ? REQUEST_ID.exec(outcome.text)?.[1] : undefined;
  const row = requestId === undefined ? undefined : await directory.signInLog.find(requestId);
  if (row && row.code !== 'success') return refused(subject, who, row.code, row.id);
  return { ...subject, result: 'fail', evidence: `${who}: ${describeEnd(outcome)}`, remedy: SEE_LOG };
}

/** In the words of the sign-in code, which say the next step as well; the page is for people with a browser. */
function refused(subject: Subject, who: string, code: SignInCode, requestId: string): Finding {
  const { aadsts, sentence, remedy } = describeSignInCode(code);
  return {
    ...subject,
    result: 'fail',
    evidence: `${who} was refused, AADSTS${aadsts} ${code}: ${sentence}`,
    remedy: `${remedy} «signet log show ${requestId}» has every check.`,
  };
}

function describeEnd(outcome: BrowserOutcome): string {
  if (outcome.kind === 'page')
    return `no code came back, but a page with status ${outcome.status} at ${outcome.url.origin}${outcome.url.pathname}`;
  const [said] = (outcome.parameters.get('error_description') ?? 'no code came back').split('\n');
  return said ?? '';
}

function countCertificates({ steps }: BrowserOutcome): number {
  return steps.filter(({ certificatePresented }) => certificatePresented).length;
}

/** As the error page shows it. */
const REQUEST_ID = /Request id:\s*([0-9a-f-]{36})/i;

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
