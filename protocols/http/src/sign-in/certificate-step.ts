import type { Authentication, Random, TenantId, UserId } from '@signet/identity';
import type { Interactions, SignIn, SignInRequest } from '@signet/sign-in';
import { readQuery } from '../form.ts';
import { htmlResponse } from '../html-response.ts';
import { autoPostPage } from '../pages/auto-post-page.ts';
import { certificatePromptPage } from '../pages/certificate-prompt-page.ts';
import type { RequestContext } from '../router.ts';
import { openBrowser, readBinding } from './browser.ts';
import { clientFacts } from './client-facts.ts';
import { LOST_INTERACTION, refusalPage, refuseOnPage } from './refusal.ts';
import { HOST_OF_ANOTHER, isHostOfAnother } from './tenant-host.ts';

/** Where a protocol of the federation server has the certificate's part of its sign-in; all else is the same for each. */
export interface CertificateStep {
  /** Kind of the interaction that waits for the certificate host. */
  readonly awaiting: string;
  /** Kind of what the certificate host found, on its way back to the login host. */
  readonly found: string;
  /** At the certificate host. */
  readonly certificatePath: string;
  /** At the login host; takes the form field `result`. */
  readonly completePath: string;
}

/** What the step reads of a checked sign-in request, which is plain JSON: it waits while the browser is away. */
export interface WaitingSignIn {
  readonly relyingPartyName: string;
  /** Of the request that began, so that the log shows all legs as one. */
  readonly correlationId: string;
  /** A hint for the page; the certificate says who it is. */
  readonly userName?: string | undefined;
  /** A certificate was asked for by name: no page before the certificate window. */
  readonly certificateRequested: boolean;
}

/** Enough to issue an assertion. Plain JSON. */
export interface CertificateFound<Waiting> {
  readonly request: Waiting;
  readonly userId: UserId;
  readonly authentication: Authentication;
  /** Base64 of the DER that was proven: rules may ask for anything in it. */
  readonly certificate: string;
}

export interface CertificateStepServices {
  readonly interactions: Interactions;
  readonly signIn: SignIn;
  readonly origins: { readonly login: string; readonly certificate: string };
  readonly random: Random;
  readonly tenantId: TenantId;
  readonly issuerUri: string;
}

/** Leads to the certificate host: by a page that says what will happen, or at once where a certificate was asked for. */
export async function promptForCertificate<Waiting extends WaitingSignIn>(
  { awaiting, certificatePath }: CertificateStep,
  waiting: Waiting,
  request: Request,
  context: RequestContext,
  { interactions, origins, random }: CertificateStepServices,
): Promise<Response> {
  const browser = openBrowser(request, context.now, random);
  const handle = await interactions.begin(awaiting, waiting, browser);
  const url = `${origins.certificate}${certificatePath}?handle=${handle}`;
  if (waiting.certificateRequested) {
    const headers = new Headers([...browser.setCookies, ['location', url], ['cache-control', 'no-store']]);
    return new Response(null, { status: 302, headers });
  }
  const page = certificatePromptPage({
    continueUrl: url,
    applicationName: waiting.relyingPartyName,
    ...(waiting.userName === undefined ? {} : { userName: waiting.userName }),
  });
  return htmlResponse(page, { headers: browser.setCookies });
}

/**
 * On the certificate host: the handshake has brought a certificate, or none; the decision judges it. The
 * result goes back to the login host under a handle that only the browser which began can use.
 */
export async function acceptCertificate<Waiting extends WaitingSignIn>(
  step: CertificateStep,
  request: Request,
  context: RequestContext,
  services: CertificateStepServices,
): Promise<Response> {
  const { interactions, signIn, tenantId, issuerUri, origins } = services;
  const handle = readQuery(request).get('handle') ?? '';
  const opened = await interactions.openWithoutBrowser<Waiting>(step.awaiting, handle, context.now);
  if (!opened) return refuseLost(request, context, services);
  if (isHostOfAnother(tenantId, context)) {
    const refusal = { face: 'federation-server', code: 'user-not-in-tenant', tenantId } as const;
    return refuseOnPage({ ...refusal, evidence: [HOST_OF_ANOTHER] }, request, context, services);
  }
  const { correlationId } = opened.value;
  const { peerCertificates } = context;
  const question: SignInRequest = {
    face: 'federation-server',
    client: { ...clientFacts(request, context, undefined), correlationId },
    tenantId,
    proof: {
      kind: 'certificate',
      peerCertificates,
      expectedUserPrincipalName: undefined,
      audience: { kind: 'federated', issuerUri, signInOrigin: origins.login },
    },
  };
  return signIn.decideAnd(question, async (decision) => {
    if (decision.verdict === 'refused') return refusalPage(decision.code, { ...context, correlationId });
    const found: CertificateFound<Waiting> = {
      request: opened.value,
      userId: decision.user.id,
      authentication: decision.authentication,
      certificate: Buffer.from(peerCertificates[0] ?? []).toString('base64'),
    };
    return postResult(await opened.handOver(step.found, found), step, services);
  });
}

/**
 * Back on the login host, in the browser that began: the result, once. A browser brings it within a moment; one that was
 * held back is judged anew, for certificate and account may be worth nothing any more. Else the page that says so.
 */
export async function takeCertificateResult<Waiting extends WaitingSignIn>(
  { found }: CertificateStep,
  handle: string,
  request: Request,
  context: RequestContext,
  services: Pick<CertificateStepServices, 'interactions' | 'signIn' | 'tenantId'>,
): Promise<CertificateFound<Waiting> | Response> {
  const { interactions, signIn, tenantId } = services;
  const binding = readBinding(request, context.now);
  const result = await interactions.take<CertificateFound<Waiting>>(found, handle, binding);
  if (!result) return refuseLost(request, context, services);
  const { userId, authentication } = result;
  if (context.now - authentication.authTime <= FRESH_SECONDS) return result;
  const { correlationId } = result.request;
  const decision = await signIn.decide(
    {
      face: 'federation-server',
      client: { ...clientFacts(request, context, undefined), correlationId },
      tenantId,
      proof: { kind: 'continuation', userId, authentication },
    },
    { success: false },
  );
  return decision.verdict === 'accepted' ? result : refusalPage(decision.code, { ...context, correlationId });
}

/** A handle of the round trip that this browser does not wait for. */
export function refuseLost(
  request: Request,
  context: RequestContext,
  services: Pick<CertificateStepServices, 'signIn' | 'tenantId'>,
): Promise<Response> {
  const { tenantId } = services;
  const refusal = { face: 'federation-server', code: 'interaction-lost', tenantId } as const;
  return refuseOnPage({ ...refusal, evidence: [LOST_INTERACTION] }, request, context, services);
}

function postResult(
  result: string,
  { completePath }: CertificateStep,
  { origins, random }: CertificateStepServices,
): Response {
  const action = `${origins.login}${completePath}`;
  const nonce = random.secret();
  const page = autoPostPage({ action, fields: [['result', result]], title: 'Signing you in', nonce });
  return htmlResponse(page, { nonce, formAction: [action] });
}

/** From one page to the next. */
const FRESH_SECONDS = 10;
