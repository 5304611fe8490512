import { createHash, randomBytes } from 'node:crypto';
import type { SignInCode, SignInFace, SignInLogEntry } from '@signet/identity';
import {
  APPLICATION_IDS,
  type Browser,
  type BrowserOutcome,
  type BrowserPage,
  CONTOSO_TENANT_ID,
  DEMO_PEOPLE,
  type DemoPerson,
  type TlsIdentity,
} from '@signet/lab';
import { expect } from 'vitest';
import type { World } from './_world.ts';

export const REDIRECT_URI = 'http://localhost';

/** One user at each door: the federation server, and the certificate sign-in of managed users. */
export const DOORS: readonly { readonly door: Door; readonly person: DemoPerson }[] = [
  { door: 'federated', person: DEMO_PEOPLE.alice },
  { door: 'managed', person: DEMO_PEOPLE.dora },
];
export type Door = 'federated' | 'managed';

/** Where a certificate is judged at each door. */
export const FACE_OF_DOOR = {
  federated: 'federation-server',
  managed: 'managed-certificate',
} as const satisfies Record<Door, SignInFace>;

/** Every door with every row of a table, for `it.each`. */
export function atEachDoor<Row extends object>(
  rows: readonly Row[],
): readonly (Row & (typeof DOORS)[number])[] {
  return rows.flatMap((row) => DOORS.map((door) => ({ ...row, ...door })));
}

/** What a refusal has to say: the number that people know, our code, and the check that failed. */
export interface Refusal {
  readonly aadsts: number;
  readonly code: SignInCode;
  readonly face: SignInFace;
  /** One of the checks that failed. */
  readonly check: string;
  readonly rule: string;
}

export interface SignInAttempt {
  readonly browser: Browser;
  readonly outcome: BrowserOutcome;
  readonly codeVerifier: string;
}

/** One sign-in of the native app, from the authorize request to its end. */
export async function attemptSignIn(
  world: World,
  userPrincipalName: string,
  certificate?: TlsIdentity,
  options: { readonly browser?: Browser; readonly stopAt?: string } = {},
): Promise<SignInAttempt> {
  const browser = options.browser ?? world.openBrowser(certificate);
  const codeVerifier = randomBytes(32).toString('base64url');
  const url = authorizeUrl(world, { login_hint: userPrincipalName, ...challengeOf(codeVerifier) });
  const outcome = await browser.visit(url, { redirectUri: options.stopAt ?? REDIRECT_URI });
  return { browser, outcome, codeVerifier };
}

export function authorizeUrl(world: World, parameters: Readonly<Record<string, string>> = {}): URL {
  const url = new URL(`${world.server.origins.login}/${CONTOSO_TENANT_ID}/oauth2/v2.0/authorize`);
  url.search = new URLSearchParams({
    client_id: APPLICATION_IDS.native,
    response_type: 'code',
    redirect_uri: REDIRECT_URI,
    scope: 'openid offline_access User.Read',
    ...parameters,
  }).toString();
  return url;
}

export function challengeOf(codeVerifier: string): {
  readonly code_challenge: string;
  readonly code_challenge_method: 'S256';
} {
  const challenge = createHash('sha256').update(codeVerifier).digest('base64url');
  return { code_challenge: challenge, code_challenge_method: 'S256' };
}

/** Signs in, and fails the test when that does not give a code. */
export async function signInForCode(
  world: World,
  person: DemoPerson,
  certificate: TlsIdentity,
): Promise<{ readonly code: string; readonly codeVerifier: string; readonly browser: Browser }> {
  const { outcome, browser, codeVerifier } = await attemptSignIn(
    world,
    person.userPrincipalName,
    certificate,
  );
  const code = outcome.kind === 'redirect' ? outcome.parameters.get('code') : null;
  if (code === null) throw new Error(outcome.kind === 'page' ? outcome.text : outcome.url.href);
  return { code, codeVerifier, browser };
}

export interface TokenAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** One request to the token endpoint, by the native app unless the form names another client. */
export async function askToken(
  world: World,
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<TokenAnswer> {
  const response = await world.fetch(`${world.server.origins.login}/${CONTOSO_TENANT_ID}/oauth2/v2.0/token`, {
    method: 'POST',
    headers,
    body: new URLSearchParams({ client_id: APPLICATION_IDS.native, ...form }),
  });
  const body = (await response.json()) as TokenAnswer['body'];
  return { status: response.status, headers: response.headers, body };
}

export function redeemCode(
  world: World,
  signedIn: { readonly code: string; readonly codeVerifier: string },
  changes: Readonly<Record<string, string>> = {},
): Promise<TokenAnswer> {
  const { code, codeVerifier } = signedIn;
  return askToken(world, {
    grant_type: 'authorization_code',
    code,
    code_verifier: codeVerifier,
    redirect_uri: REDIRECT_URI,
    ...changes,
  });
}

export function refresh(
  world: World,
  refreshToken: string,
  changes: Readonly<Record<string, string>> = {},
): Promise<TokenAnswer> {
  return askToken(world, { grant_type: 'refresh_token', refresh_token: refreshToken, ...changes });
}

/** Signs in and redeems the code; answers the refresh token. */
export async function signInForRefreshToken(
  world: World,
  person: DemoPerson,
  certificate?: TlsIdentity,
): Promise<string> {
  const used = certificate ?? (await world.issueFor(person));
  const answer = await redeemCode(world, await signInForCode(world, person, used));
  expect(answer).toMatchObject({ status: 200, body: { refresh_token: expect.any(String) } });
  return String(answer.body['refresh_token']);
}

/** The page names the code, the log has its row with the rule that was broken, and nobody is signed in. */
export async function expectRefusedOnPage(
  world: World,
  { browser, outcome }: Pick<SignInAttempt, 'browser' | 'outcome'>,
  refusal: Refusal,
): Promise<SignInLogEntry> {
  const page = expectPage(outcome);
  expect(page.text).toContain(`AADSTS${refusal.aadsts}`);
  expect(page.status).toBe(400);
  const requestId = String(page.headers['x-ms-request-id']);
  expect(page.text).toContain(requestId);
  const entry = await expectLogged(world, requestId, refusal);
  await expectNobodySignedIn(world, browser);
  return entry;
}

/** As Entra writes it: exactly these keys, and the row in the log. */
export async function expectRefusedAsJson(
  world: World,
  { status, headers, body }: TokenAnswer,
  refusal: Refusal & {
    readonly error?: 'invalid_grant' | 'invalid_client' | 'unauthorized_client';
    readonly suberror?: 'bad_token';
  },
): Promise<SignInLogEntry> {
  const { aadsts, error = 'invalid_grant', suberror } = refusal;
  expect(body).toEqual({
    error,
    error_description: expect.stringMatching(
      new RegExp(
        `^AADSTS${aadsts}: [^\r\n]+\r\nTrace ID: ${GUID}\r\nCorrelation ID: ${GUID}\r\nTimestamp: ${TIMESTAMP}$`,
      ),
    ),
    error_codes: [aadsts],
    timestamp: expect.stringMatching(new RegExp(`^${TIMESTAMP}$`)),
    trace_id: headers.get('x-ms-request-id'),
    correlation_id: expect.stringMatching(new RegExp(`^${GUID}$`)),
    error_uri: `${world.server.origins.login}/error?code=${aadsts}`,
    ...(suberror && { suberror }),
  });
  expect(status).toBe(error === 'invalid_client' ? 401 : 400);
  expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(headers.get('cache-control')).toBe('no-store');
  return await expectLogged(world, String(body['trace_id']), refusal);
}

export function expectPage(outcome: BrowserOutcome): BrowserPage {
  if (outcome.kind === 'redirect') throw new Error(`not refused, but led to ${outcome.url.href}`);
  return outcome;
}

/** Asks as an application does that wants no page: single sign-on would answer with a code. */
async function expectNobodySignedIn(world: World, browser: Browser): Promise<void> {
  expect(browser.findCookie(world.server.origins.login, '__Host-signet-session')).toBeUndefined();
  const silent = authorizeUrl(world, {
    prompt: 'none',
    ...challengeOf(randomBytes(32).toString('base64url')),
  });
  const outcome = await browser.visit(silent, { redirectUri: REDIRECT_URI });
  if (outcome.kind === 'page') throw new Error(outcome.text);
  expect(outcome.parameters.get('error')).toBe('login_required');
  expect(outcome.parameters.has('code')).toBe(false);
}

async function expectLogged(world: World, requestId: string, refusal: Refusal): Promise<SignInLogEntry> {
  const entry = await world.server.services.directory.signInLog.find(requestId);
  if (!entry) throw new Error(`the sign-in log has no row of ${requestId}`);
  const { code, face, aadsts, check, rule } = refusal;
  expect(entry).toMatchObject({ code, face, errorCode: aadsts });
  const failed = entry.evidence.filter(({ result }) => result === 'fail');
  expect(failed).toContainEqual(
    expect.objectContaining({ check, rule, detail: expect.stringMatching(/\w/) }),
  );
  return entry;
}

const GUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const TIMESTAMP = '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\dZ';
