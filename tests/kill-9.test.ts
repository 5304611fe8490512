import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  APPLICATION_IDS,
  type Browser,
  CONTOSO_TENANT_ID,
  createFetch,
  DEMO_PEOPLE,
  type TlsIdentity,
} from '@signet/lab';
import { serverOptions } from '@signet/server/node-options';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startWorld, type World } from './_world.ts';

const SIGN_INS = 200;
const AT_ONCE = 8;
const REDIRECT_URI = 'http://localhost';

let world: World;
let child: ChildProcess;
let configFile: string;
let ask: typeof fetch;

beforeAll(async () => {
  world = await startWorld();
  // The server of this process made the database; from here on another process serves it.
  await world.server[Symbol.asyncDispose]();
  configFile = join(world.folder, 'signet.json');
  await writeFile(configFile, JSON.stringify(world.config));
  ask = createFetch(world.pki.root.certificatePem);
  child = await startChild();
});
afterAll(async () => {
  child.kill('SIGKILL');
  await world[Symbol.asyncDispose]();
});

/** What one sign-in had got when the server died. */
interface Attempt {
  assertion?: URLSearchParams;
  assertionAccepted?: boolean;
  code?: string;
  codeVerifier?: string;
  refreshToken?: string;
}

it.skipIf(process.platform !== 'linux')('serves with the options for the cores of the machine', async () => {
  const commandLine = await readFile(`/proc/${child.pid}/cmdline`, 'utf8');
  expect(commandLine.split('\0')).toEqual(expect.arrayContaining([...serverOptions()]));
});

it('accepts no code or assertion twice and loses no refresh token when it is killed among 200 sign-ins', async () => {
  const certificate = await world.issueFor(DEMO_PEOPLE.alice);
  const attempts: Attempt[] = [];
  const granted = (): Attempt[] => attempts.filter(({ refreshToken }) => refreshToken !== undefined);
  let dying = false;
  const worker = async (): Promise<void> => {
    while (attempts.length < SIGN_INS && !dying) {
      const attempt: Attempt = {};
      attempts.push(attempt);
      await signIn(attempt, certificate).catch((error: unknown) => {
        if (!dying) throw error;
      });
      if (granted().length === SIGN_INS / 2) {
        dying = true;
        child.kill('SIGKILL');
      }
    }
  };
  const work = (): Promise<unknown> => Promise.all(Array.from({ length: AT_ONCE }, worker));
  await work();
  expect(child.signalCode ?? (await once(child, 'exit'))[1]).toBe('SIGKILL');
  const cutOff = attempts.filter(({ refreshToken }) => refreshToken === undefined);
  child = await startChild();
  dying = false;
  const before = granted();
  await work();
  expect(attempts).toHaveLength(SIGN_INS);

  expect(before.length).toBeGreaterThanOrEqual(SIGN_INS / 2);
  for (const { refreshToken } of before) {
    expect(await token({ grant_type: 'refresh_token', refresh_token: refreshToken! })).toMatchObject({
      status: 200,
    });
  }
  for (const { code, codeVerifier } of before) {
    expect((await redeem(code!, codeVerifier!)).body).toMatchObject({
      error: 'invalid_grant',
      error_codes: [54005],
    });
  }
  // Codes that were under way: whoever comes first has the code, and nobody after.
  for (const { code, codeVerifier } of cutOff.filter(({ code }) => code !== undefined)) {
    await redeem(code!, codeVerifier!);
    expect((await redeem(code!, codeVerifier!)).status).toBe(400);
  }
  for (const { assertion } of attempts.filter(({ assertionAccepted }) => assertionAccepted).slice(-20)) {
    expect(await replay(assertion!, certificate)).toContain('AADSTS50008');
  }
});

/** One federated sign-in, leg by leg, noting what was got. */
async function signIn(attempt: Attempt, certificate: TlsIdentity): Promise<void> {
  attempt.codeVerifier = randomBytes(32).toString('base64url');
  const browser = world.openBrowser(certificate);
  attempt.assertion = await fetchAssertion(browser, attempt.codeVerifier);
  const resumed = await postAssertion(browser, attempt.assertion);
  attempt.assertionAccepted = true;
  const outcome = await browser.visit(resumed, { redirectUri: REDIRECT_URI });
  if (outcome.kind === 'page') throw new Error(outcome.text);
  attempt.code = outcome.parameters.get('code')!;
  const { status, body } = await redeem(attempt.code, attempt.codeVerifier);
  if (status !== 200) throw new Error(JSON.stringify(body));
  attempt.refreshToken = String(body['refresh_token']);
}

/** Stops where the federation server's page would post to the token service. */
async function fetchAssertion(browser: Browser, codeVerifier: string): Promise<URLSearchParams> {
  const url = new URL(`${world.server.origins.login}/${CONTOSO_TENANT_ID}/oauth2/v2.0/authorize`);
  url.search = new URLSearchParams({
    client_id: APPLICATION_IDS.native,
    response_type: 'code',
    redirect_uri: REDIRECT_URI,
    scope: 'openid offline_access User.Read',
    login_hint: DEMO_PEOPLE.alice.userPrincipalName,
    code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString();
  const outcome = await browser.visit(url, { redirectUri: `${world.server.origins.login}/login.srf` });
  if (outcome.kind === 'page') throw new Error(outcome.text);
  return outcome.parameters;
}

/** Answers where the token service leads on to once it has taken the assertion. */
async function postAssertion(browser: Browser, assertion: URLSearchParams): Promise<URL> {
  const { login } = world.server.origins;
  const resume = `${login}/${CONTOSO_TENANT_ID}/oauth2/v2.0/authorize/resume`;
  const outcome = await browser.post(`${login}/login.srf`, assertion, { redirectUri: resume });
  if (outcome.kind === 'page') throw new Error(outcome.text);
  return outcome.url;
}

/** The same assertion in a sign-in of its own, in another browser. */
async function replay(assertion: URLSearchParams, certificate: TlsIdentity): Promise<string> {
  const browser = world.openBrowser(certificate);
  const fresh = await fetchAssertion(browser, randomBytes(32).toString('base64url'));
  const copied = new URLSearchParams(assertion);
  copied.set('wctx', fresh.get('wctx')!);
  const outcome = await browser.post(`${world.server.origins.login}/login.srf`, copied, {
    redirectUri: REDIRECT_URI,
  });
  return outcome.kind === 'page' ? outcome.text : `accepted: ${outcome.url}`;
}

function redeem(code: string, codeVerifier: string): ReturnType<typeof token> {
  return token({
    grant_type: 'authorization_code',
    code,
    code_verifier: codeVerifier,
    redirect_uri: REDIRECT_URI,
  });
}

async function token(
  form: Readonly<Record<string, string>>,
): Promise<{ status: number; body: Readonly<Record<string, unknown>> }> {
  const response = await ask(`${world.server.origins.login}/${CONTOSO_TENANT_ID}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: APPLICATION_IDS.native, ...form }),
  });
  return { status: response.status, body: (await response.json()) as Readonly<Record<string, unknown>> };
}

async function startChild(): Promise<ChildProcess> {
  const binary = fileURLToPath(new URL('../apps/cli/bin/signet.mjs', import.meta.url));
  const started = spawn(process.execPath, [binary, 'start', '--config', configFile], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  while (!(await isUp())) {
    if (started.exitCode !== null) throw new Error(`the server ended with ${started.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return started;
}

async function isUp(): Promise<boolean> {
  try {
    return (await ask(`${world.server.origins.login}/healthz`)).ok;
  } catch {
    return false;
  }
}
