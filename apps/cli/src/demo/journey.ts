import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import {
  type AuthenticationResult,
  CryptoProvider,
  InteractionRequiredAuthError,
  PublicClientApplication,
} from '@azure/msal-node';
import {
  APPLICATION_IDS,
  type BrowserOutcome,
  type ClientCertificate,
  CONTOSO_TENANT_ID,
  createBrowser,
  DEMO_PEOPLE,
  type DemoPerson,
  isCertificateOriginOf,
} from '@signet/lab';
import { formatSerialNumber } from '@signet/pki';
import { tellMail, tellMailRefused } from './journey-mail.ts';
import type { JourneyStage } from './journey-stage.ts';
import type { Story } from './story.ts';

/**
 * The whole main job, once, with an unmodified client (MSAL for Node): a person signs in with a certificate
 * through the federation server, the client refreshes silently, the certificate is revoked, and both the
 * refresh and a new sign-in are refused. Throws at the first step that does not go so.
 */
export async function runJourney(stage: JourneyStage, story: Story): Promise<void> {
  const { pki } = stage;
  const person = DEMO_PEOPLE.bob;
  const client = createClient(stage);
  // MSAL fetches like any Node program: trusting the lab's root is the one thing a real installation spares.
  setDefaultCACertificates([...getCACertificates('default'), pki.root.certificatePem]);

  const certificate = await story.step('Certificate issued', async () => {
    const result = await pki.issueClientCertificate({
      commonName: person.displayName,
      userPrincipalName: person.userPrincipalName,
      rfc822Name: person.userPrincipalName,
    });
    return {
      result,
      seen: `${person.userPrincipalName}, serial ${formatSerialNumber(result.serialNumber)}, by ${pki.issuing.subject}`,
    };
  });
  const signedIn = await story.step('Signed in with it through the federation server', async () => {
    const result = await signIn(client, stage, person, certificate, SCOPES);
    return { result, seen: `MSAL holds tokens for ${result.account?.username}` };
  });
  await story.step('ID token claims', async () => ({ result: undefined, seen: describeClaims(signedIn) }));
  await story.step('Refresh token works', async () => {
    const result = await refresh(client, signedIn);
    return { result, seen: `new access token, valid until ${result.expiresOn?.toISOString()}` };
  });
  await story.step('Trusted CAs read through Graph by the administrator', async () => ({
    result: undefined,
    seen: await listAuthorities(stage),
  }));
  const phone = await tellMail(stage, person, certificate, story);
  await story.step('Certificate revoked, CRL published again', async () => {
    await pki.revoke(certificate.serialNumber, 'keyCompromise');
    await pki.publish();
    await stage.refreshCrls();
    return {
      result: undefined,
      seen: `${pki.publisherUrl}/crl/issuing.crl lists ${formatSerialNumber(certificate.serialNumber)}`,
    };
  });
  await story.step('Refresh refused', async () => ({
    result: undefined,
    seen: await expectRefusedRefresh(client, signedIn),
  }));
  await story.step('New sign-in refused, the page says why', async () => ({
    result: undefined,
    seen: await expectRefusedSignIn(client, stage, certificate),
  }));
  await tellMailRefused(phone, story);
}

/** Get-MgOrganizationCertificateBasedAuthConfiguration of the document, with a token of the administrator. */
async function listAuthorities(stage: JourneyStage): Promise<string> {
  const { admin } = DEMO_PEOPLE;
  const certificate = await stage.pki.issueClientCertificate({
    commonName: admin.displayName,
    userPrincipalName: admin.userPrincipalName,
    rfc822Name: admin.userPrincipalName,
  });
  const { accessToken } = await signIn(createClient(stage), stage, admin, certificate, [
    'Organization.Read.All',
  ]);
  const url = `${stage.origins.login}/v1.0/organization/${CONTOSO_TENANT_ID}/certificateBasedAuthConfiguration`;
  const answer = await fetch(url, { headers: { authorization: `Bearer ${accessToken}` } });
  if (!answer.ok) throw new Error(`Graph answers ${answer.status}: ${await answer.text()}`);
  const { value } = (await answer.json()) as {
    readonly value: readonly { readonly certificateAuthorities: readonly { readonly issuer: string }[] }[];
  };
  return value
    .flatMap(({ certificateAuthorities }) => certificateAuthorities.map(({ issuer }) => issuer))
    .join('; ');
}

function createClient({ origins }: JourneyStage): PublicClientApplication {
  return new PublicClientApplication({
    auth: {
      clientId: APPLICATION_IDS.native,
      authority: `${origins.login}/${CONTOSO_TENANT_ID}`,
      knownAuthorities: [new URL(origins.login).host],
    },
  });
}

async function signIn(
  client: PublicClientApplication,
  stage: JourneyStage,
  person: DemoPerson,
  certificate: ClientCertificate,
  scopes: string[],
): Promise<AuthenticationResult> {
  const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
  const outcome = await browse(client, stage, person, certificate, challenge, scopes);
  const code = outcome.kind === 'redirect' ? outcome.parameters.get('code') : undefined;
  if (!code) throw new Error(`the sign-in ended elsewhere: ${describeOutcome(outcome)}`);
  return client.acquireTokenByCode({
    code,
    codeVerifier: verifier,
    redirectUri: REDIRECT_URI,
    scopes,
  });
}

/** The part that a person and a browser play. */
async function browse(
  client: PublicClientApplication,
  { pki, origins }: JourneyStage,
  person: DemoPerson,
  certificate: ClientCertificate,
  codeChallenge: string,
  scopes: string[],
): Promise<BrowserOutcome> {
  const url = await client.getAuthCodeUrl({
    redirectUri: REDIRECT_URI,
    scopes,
    codeChallenge,
    codeChallengeMethod: 'S256',
    responseMode: 'query',
  });
  const browser = createBrowser({
    ca: pki.root.certificatePem,
    clientCertificate: certificate,
    isCertificateOrigin: isCertificateOriginOf(origins.certificate),
  });
  return browser.visit(url, { redirectUri: REDIRECT_URI, userName: person.userPrincipalName });
}

async function refresh(
  client: PublicClientApplication,
  signedIn: AuthenticationResult,
): Promise<AuthenticationResult> {
  if (!signedIn.account) throw new Error('MSAL has no account');
  return client.acquireTokenSilent({ account: signedIn.account, scopes: SCOPES, forceRefresh: true });
}

async function expectRefusedRefresh(
  client: PublicClientApplication,
  signedIn: AuthenticationResult,
): Promise<string> {
  try {
    await refresh(client, signedIn);
  } catch (error) {
    if (!(error instanceof InteractionRequiredAuthError) || error.errorCode !== 'invalid_grant') throw error;
    return `${error.errorCode}, ${firstLine(error.errorMessage)}`;
  }
  throw new Error('the server still refreshes tokens of a revoked certificate');
}

async function expectRefusedSignIn(
  client: PublicClientApplication,
  stage: JourneyStage,
  certificate: ClientCertificate,
): Promise<string> {
  const { challenge } = await new CryptoProvider().generatePkceCodes();
  const outcome = await browse(client, stage, DEMO_PEOPLE.bob, certificate, challenge, SCOPES);
  if (outcome.kind === 'redirect') throw new Error('the server still signs in with a revoked certificate');
  const code = /AADSTS\d+/.exec(outcome.text)?.[0];
  const sentence = /The certificate has been revoked\./.exec(outcome.text)?.[0];
  if (code !== 'AADSTS500171' || !sentence)
    throw new Error(`the page says something else: ${describeOutcome(outcome)}`);
  return `${code} ${sentence}`;
}

function describeClaims({ idTokenClaims }: AuthenticationResult): string {
  const claims = idTokenClaims as Readonly<Record<string, unknown>>;
  return ['preferred_username', 'name', 'oid', 'tid', 'amr']
    .map((name) => `${name} ${String(claims[name])}`)
    .join(', ');
}

function describeOutcome(outcome: BrowserOutcome): string {
  if (outcome.kind === 'redirect')
    return `${outcome.redirectUri} ${outcome.parameters.get('error_description') ?? ''}`;
  return `${outcome.status} ${outcome.url.pathname}: ${outcome.text.replace(/\s+/g, ' ').slice(0, 300)}`;
}

function firstLine(text: string): string {
  return text.split(/[\r\n]/)[0] ?? '';
}

const REDIRECT_URI = 'http://localhost';
const SCOPES = ['User.Read'];
