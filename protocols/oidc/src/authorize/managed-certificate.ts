import {
  autoPostPage,
  clientFacts,
  continuePage,
  HOST_OF_ANOTHER,
  htmlResponse,
  isHostOfAnother,
  type RequestContext,
  readBinding,
  readCookie,
  readForm,
  readQuery,
  refusalPage,
  refuseOnPage,
  sessionCookie,
} from '@signet/http';
import { type Authentication, domainOf, type UserId } from '@signet/identity';
import {
  type AuthorizeInteraction,
  SESSION_COOKIE,
  SIGNED_IN,
  type SignedInInteraction,
} from '@signet/sign-in';
import type { OidcOptions } from '../options.ts';
import { refuseLostInteraction } from './error-pages.ts';

/** Kind of the interaction that waits for a certificate of a managed user. */
export const AWAITING_CERTIFICATE = 'awaiting-certificate';

/** Kind of what the certificate host found, on its way back to the login host. */
const CERTIFICATE_RESULT = 'certificate-result';

interface CertificateResult {
  readonly interaction: AuthorizeInteraction;
  readonly userId: UserId;
  readonly authentication: Authentication;
}

export function certificatePromptUrl(certificateOrigin: string, segment: string, handle: string): string {
  return `${certificateOrigin}/${segment}/certauth?handle=${handle}`;
}

/** On the certificate host: the handshake has brought a certificate, or none; the decision judges it. */
export async function acceptCertificate(
  request: Request,
  context: RequestContext,
  segment: string,
  options: OidcOptions,
): Promise<Response> {
  const handle = readQuery(request).get('handle') ?? '';
  const opened = await options.interactions.openWithoutBrowser<AuthorizeInteraction>(
    AWAITING_CERTIFICATE,
    handle,
    context.now,
  );
  const userPrincipalName = opened?.value.userPrincipalName;
  const domain = await options.directory.domains.find(domainOf(userPrincipalName ?? '') ?? '');
  if (!opened || userPrincipalName === undefined || !domain)
    return refuseLostInteraction('managed-certificate', request, context, options);
  const { appId, correlationId } = opened.value;
  if (isHostOfAnother(domain.tenantId, context)) {
    const refusal = { face: 'managed-certificate', code: 'user-not-in-tenant' } as const;
    const evidence = [HOST_OF_ANOTHER];
    return refuseOnPage(
      { ...refusal, tenantId: domain.tenantId, appId, evidence },
      request,
      context,
      options,
    );
  }
  const decision = await options.signIn.decide({
    face: 'managed-certificate',
    client: { ...clientFacts(request, context, appId), correlationId },
    tenantId: domain.tenantId,
    proof: {
      kind: 'certificate',
      peerCertificates: context.peerCertificates,
      expectedUserPrincipalName: userPrincipalName,
      audience: { kind: 'managed' },
    },
  });
  if (decision.verdict === 'refused') return refusalPage(decision.code, { ...context, correlationId });
  const result: CertificateResult = {
    interaction: opened.value,
    userId: decision.user.id,
    authentication: decision.authentication,
  };
  return postResult(segment, await opened.handOver(CERTIFICATE_RESULT, result), options);
}

/** Back on the login host, in the browser that began: a session, and on to the code. */
export async function completeCertificate(
  request: Request,
  context: RequestContext,
  options: OidcOptions,
): Promise<Response> {
  const handle = (await readForm(request)).get('handle') ?? '';
  const binding = readBinding(request, context.now);
  const result = await options.interactions.take<CertificateResult>(CERTIFICATE_RESULT, handle, binding);
  const user = result && (await options.directory.users.find(result.userId));
  if (!result || !user) return refuseLostInteraction('managed-certificate', request, context, options);
  const { sessions } = options;
  const before = await sessions.find(readCookie(request, SESSION_COOKIE), context.now);
  const { session, cookie } = await sessions.start(user, result.authentication, context.now, before);
  const signedIn: SignedInInteraction = { ...result.interaction, sessionId: session.id };
  const next = await options.interactions.begin(SIGNED_IN, signedIn, binding);
  const url = `${result.interaction.resumePath}?handle=${next}`;
  return htmlResponse(continuePage({ title: 'Signing you in', url }), { headers: [sessionCookie(cookie)] });
}

function postResult(segment: string, handle: string, { origins, random }: OidcOptions): Response {
  const nonce = random.secret();
  const action = `${origins.login}/${segment}/certauth/complete`;
  const page = autoPostPage({ action, fields: [['handle', handle]], title: 'Signing you in', nonce });
  return htmlResponse(page, { nonce, formAction: [action] });
}
