import {
  clientFacts,
  continuePage,
  htmlResponse,
  type RequestContext,
  type Routes,
  readForm,
  refusalPage,
} from '@signet/http';
import {
  type ApplicationId,
  type Directory,
  guid,
  isGlobalAdministrator,
  type PermissionGrant,
  type Session,
  type SignInCode,
  type User,
} from '@signet/identity';
import { type ConsentAnswer, SIGNED_IN, type SignedInInteraction } from '@signet/sign-in';
import { refuseLostInteraction } from '../authorize/error-pages.ts';
import { answeringErrors } from '../authorize/routes.ts';
import { takeOfSession } from '../authorize/take-signed-in.ts';
import type { OidcOptions } from '../options.ts';
import { type AskedConsent, AWAITING_CONSENT } from './ask-consent.ts';
import { CONSENT_PATH } from './consent-page.ts';

/** Where the answer to the consent page goes. */
export function consentRoutes(options: OidcOptions): Routes {
  return [
    {
      listener: 'login',
      method: 'POST',
      pattern: CONSENT_PATH,
      maxBodyBytes: MAX_BODY_BYTES,
      handler: answeringErrors((request, context) => acceptConsent(request, context, options)),
    },
  ];
}

/** Keeps what was accepted, and goes on to the request that waited. The page's handle works once. */
async function acceptConsent(
  request: Request,
  context: RequestContext,
  options: OidcOptions,
): Promise<Response> {
  const form = await readForm(request);
  const handle = form.get('handle') ?? '';
  const taken = await takeOfSession<AskedConsent>(AWAITING_CONSENT, handle, request, context, options);
  const user = taken && (await options.directory.users.find(taken.session.userId));
  if (!taken || !user) return refuseLostInteraction('authorize-request', request, context, options);
  const asked = taken.value;
  const consent = answerOf(asked, form.get('answer'), user);
  if (consent === 'given') {
    const refusal = await findRefusal(asked.signedIn, taken.session, request, context, options);
    if (refusal) return refusalPage(refusal, { ...context, correlationId: asked.signedIn.correlationId });
    const audience = asked.audience === 'choose' ? form.get('audience') : asked.audience;
    const principalId = audience === 'everybody' ? 'AllPrincipals' : user.id;
    await keepConsent(asked, principalId, user, context, options);
  }
  const signedIn: SignedInInteraction = { ...asked.signedIn, consent };
  const next = await options.interactions.begin(SIGNED_IN, signedIn, taken.binding);
  const url = `${signedIn.resumePath}?handle=${next}`;
  return htmlResponse(continuePage({ title: 'Taking you back', url }));
}

/** The page may have been open for a while: nobody allows anything whom a sign-in would refuse by now. */
async function findRefusal(
  { appId, correlationId }: SignedInInteraction,
  { tenantId, userId, authTime, amr, certificate }: Session,
  request: Request,
  context: RequestContext,
  { signIn }: OidcOptions,
): Promise<SignInCode | undefined> {
  const decision = await signIn.decide(
    {
      face: 'session',
      client: { ...clientFacts(request, context, appId), correlationId },
      tenantId,
      proof: { kind: 'continuation', userId, authentication: { authTime, amr, certificate } },
    },
    { success: false },
  );
  return decision.verdict === 'refused' ? decision.code : undefined;
}

/** The role is asked again: it may have gone while the page was open. Whatever is no clear «accept» is none. */
function answerOf(
  { answers, audience, scopes }: AskedConsent,
  answer: string | undefined,
  user: User,
): ConsentAnswer {
  if (answers === 'return') return 'administrator-needed';
  if (answer !== 'accept') return 'declined';
  const needsAdministrator = audience !== 'person' || scopes.some(({ scope }) => scope.type === 'Admin');
  return needsAdministrator && !isGlobalAdministrator(user) ? 'administrator-needed' : 'given';
}

/** Consent and its row in the audit log are on disk together. */
async function keepConsent(
  { signedIn, scopes }: AskedConsent,
  principalId: PermissionGrant['principalId'],
  user: User,
  context: RequestContext,
  { directory, random }: OidcOptions,
): Promise<void> {
  const resources = new Set(scopes.map(({ resourceId }) => resourceId));
  await directory.transaction(async (inside) => {
    for (const resourceId of resources) {
      await inside.permissionGrants.add({
        id: guid(random.guid()),
        tenantId: user.tenantId,
        clientId: signedIn.appId,
        resourceId,
        principalId,
        scopes: scopes.filter((one) => one.resourceId === resourceId).map(({ scope }) => scope.value),
        createdAt: context.now,
      });
    }
    await auditConsent(inside, signedIn, signedIn.appId, user, context);
  });
}

async function auditConsent(
  directory: Directory,
  { applicationName }: SignedInInteraction,
  appId: ApplicationId,
  user: User,
  context: RequestContext,
): Promise<void> {
  await directory.auditLog.add({
    id: context.requestId,
    createdAt: context.now,
    tenantId: user.tenantId,
    activity: 'Consent to application',
    category: 'ApplicationManagement',
    operationType: 'Assign',
    result: 'success',
    resultReason: '',
    correlationId: context.correlationId,
    actor: {
      userId: user.id,
      userPrincipalName: user.userPrincipalName,
      displayName: user.displayName,
      appId,
      appDisplayName: applicationName,
      ipAddress: context.remoteAddress,
    },
    target: { type: 'ServicePrincipal', id: appId, displayName: applicationName },
  });
}

const MAX_BODY_BYTES = 16 * 1024;
