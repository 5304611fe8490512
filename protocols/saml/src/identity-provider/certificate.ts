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
import type { Authentication } from '@signet/identity';
import type { NamedUser } from './name-id.ts';
import type { IdentityProviderOptions } from './options.ts';
import { refuseLost } from './refusals.ts';
import type { SamlSignInRequest } from './sign-in-request.ts';

/** Kind of the interaction that waits for the certificate host. */
const AWAITING_CERTIFICATE = 'saml-awaiting-certificate';

/** Kind of what the certificate host found, on its way back to the login host. */
export const CERTIFICATE_RESULT = 'saml-certificate-result';

/** Where the certificate host's result comes back to. */
export const COMPLETE_PATH = '/adfs/saml/complete';

/** Enough to write the assertion. Plain JSON. */
export interface CertificateResult {
  readonly request: SamlSignInRequest;
  readonly user: NamedUser & { readonly displayName: string };
  readonly authentication: Authentication;
}

/** Leads to the certificate host: by a page that says what will happen, or at once where a certificate was asked for. */
export async function promptForCertificate(
  signIn: SamlSignInRequest,
  request: Request,
  context: RequestContext,
  { interactions, origins, random }: IdentityProviderOptions,
): Promise<Response> {
  const browser = openBrowser(request, context.now, random);
  const handle = await interactions.begin(AWAITING_CERTIFICATE, signIn, browser);
  const url = `${origins.certificate}/adfs/saml/certauth?handle=${handle}`;
  if (signIn.certificateRequested) {
    const headers = new Headers([...browser.setCookies, ['location', url], ['cache-control', 'no-store']]);
    return new Response(null, { status: 302, headers });
  }
  const page = certificatePromptPage({ continueUrl: url, applicationName: signIn.relyingPartyName });
  return htmlResponse(page, { headers: browser.setCookies });
}

/**
 * On the certificate host: the decision judges what the handshake has brought, as for WS-Federation. The
 * result goes back to the login host under a handle that only the browser which began can use.
 */
export async function acceptCertificate(
  request: Request,
  context: RequestContext,
  options: IdentityProviderOptions,
): Promise<Response> {
  const { interactions, signIn, tenantId, issuerUri, origins, random } = options;
  const handle = readQuery(request).get('handle') ?? '';
  const opened = await interactions.openWithoutBrowser<SamlSignInRequest>(
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
  const { id, userPrincipalName, onPremisesImmutableId, mail, displayName } = decision.user;
  const result: CertificateResult = {
    request: opened.value,
    user: { id, userPrincipalName, onPremisesImmutableId, mail, displayName },
    authentication: decision.authentication,
  };
  const action = `${origins.login}${COMPLETE_PATH}`;
  const fields = [['result', await opened.handOver(CERTIFICATE_RESULT, result)]] as const;
  const nonce = random.secret();
  const page = autoPostPage({ action, fields, title: 'Signing you in', nonce });
  return htmlResponse(page, { nonce, formAction: [action] });
}
