import {
  autoPostPage,
  certificatePromptPage,
  clientFacts,
  htmlResponse,
  openBrowser,
  type RequestContext,
  readQuery,
  refusalPage,
} from '@signet/http';
import type { Authentication, User } from '@signet/identity';
import type { FederationServerOptions } from './options.ts';
import { refuseLost } from './refusals.ts';
import type { WsignInRequest } from './sign-in-request.ts';

/** Kind of the interaction that waits for the certificate host. */
const AWAITING_CERTIFICATE = 'wsfed-awaiting-certificate';

/** Kind of what the certificate host found, on its way back to the login host. */
export const CERTIFICATE_RESULT = 'wsfed-certificate-result';

/** Enough to write the assertion. Plain JSON. */
export interface CertificateResult {
  readonly request: WsignInRequest;
  readonly user: Pick<User, 'userPrincipalName' | 'onPremisesImmutableId'>;
  readonly authentication: Authentication;
}

/** Leads to the certificate host: by a page that says what will happen, or at once where `wauth` asked for it. */
export async function promptForCertificate(
  wsignIn: WsignInRequest,
  request: Request,
  context: RequestContext,
  { interactions, origins, random }: FederationServerOptions,
): Promise<Response> {
  const browser = openBrowser(request, context.now, random);
  const handle = await interactions.begin(AWAITING_CERTIFICATE, wsignIn, browser);
  const url = `${origins.certificate}/adfs/ls/certauth?handle=${handle}`;
  if (wsignIn.certificateRequested) {
    const headers = new Headers([...browser.setCookies, ['location', url], ['cache-control', 'no-store']]);
    return new Response(null, { status: 302, headers });
  }
  const page = certificatePromptPage({
    continueUrl: url,
    applicationName: wsignIn.relyingPartyName,
    ...(wsignIn.userName === undefined ? {} : { userName: wsignIn.userName }),
  });
  return htmlResponse(page, { headers: browser.setCookies });
}

/**
 * On the certificate host: the handshake has brought a certificate, or none; the decision judges it. The
 * result goes back to the login host under a handle that only the browser which began can use.
 */
export async function acceptCertificate(
  request: Request,
  context: RequestContext,
  options: FederationServerOptions,
): Promise<Response> {
  const { interactions, signIn, tenantId, issuerUri, origins, random } = options;
  const handle = readQuery(request).get('handle') ?? '';
  const opened = await interactions.openWithoutBrowser<WsignInRequest>(
    AWAITING_CERTIFICATE,
    handle,
    context.now,
  );
  if (!opened) return refuseLost(request, context, options);
  const { correlationId } = opened.value;
  const decision = await signIn.decide({
    face: 'federation-server',
    client: { ...clientFacts(request, context, undefined), correlationId },
    tenantId,
    proof: {
      kind: 'certificate',
      peerCertificates: context.peerCertificates,
      expectedUserPrincipalName: undefined,
      audience: { kind: 'federated', issuerUri },
    },
  });
  if (decision.verdict === 'refused') return refusalPage(decision.code, { ...context, correlationId });
  const { userPrincipalName, onPremisesImmutableId } = decision.user;
  const result: CertificateResult = {
    request: opened.value,
    user: { userPrincipalName, onPremisesImmutableId },
    authentication: decision.authentication,
  };
  const action = `${origins.login}/adfs/ls/`;
  const fields = [['result', await opened.handOver(CERTIFICATE_RESULT, result)]] as const;
  const nonce = random.secret();
  const page = autoPostPage({ action, fields, title: 'Signing you in', nonce });
  return htmlResponse(page, { nonce, formAction: [action] });
}
