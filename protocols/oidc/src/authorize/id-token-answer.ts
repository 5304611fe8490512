import { clientFacts, type RequestContext } from '@signet/http';
import {
  type Application,
  type GrantId,
  guid,
  OIDC_SCOPES,
  type Session,
  type SignInCode,
} from '@signet/identity';
import type { SignInDecision } from '@signet/sign-in';
import { AccessDeniedError, OAuthError } from '../oauth-error.ts';
import type { OidcOptions } from '../options.ts';
import type { AuthorizeRequest } from './authorize-request.ts';

/** Whose sign-in the answer tells of. */
export interface IdTokenAnswer {
  readonly client: Application;
  readonly session: Session;
}

/**
 * The ID token of an authorization response (OpenID Connect Core §3.2.2.10, §3.3.2.11). Nothing is redeemed after it, so
 * that the decision is asked here, whatever time the pages before took, and leaves the row that a code leaves when it is
 * redeemed. Throws AADSTS700054 where the setting was switched off meanwhile, and the refusals of the decision.
 */
export async function issueIdToken(
  asked: AuthorizeRequest,
  about: IdTokenAnswer & { readonly code: string | undefined },
  request: Request,
  context: RequestContext,
  options: OidcOptions,
): Promise<string> {
  const { client, session } = about;
  if (client.enableIdTokenIssuance !== true) throw new OAuthError('id-token-not-enabled');
  const question = {
    face: 'authorize-request',
    client: clientFacts(request, context, client.appId),
    tenantId: session.tenantId,
    proof: { kind: 'continuation', userId: session.userId, authentication: session },
  } as const;
  return options.signIn.decideAnd(question, (decision) =>
    startWithIdToken(asked, about, decision, request, context, options),
  );
}

async function startWithIdToken(
  asked: AuthorizeRequest,
  about: IdTokenAnswer & { readonly code: string | undefined },
  decision: SignInDecision,
  request: Request,
  context: RequestContext,
  options: OidcOptions,
): Promise<string> {
  if (decision.verdict === 'refused') throw new AccessDeniedError(decision.code);
  const { client, session, code } = about;
  const { user, authentication } = decision;
  // What ends the session ends this too, and tells the application (Front-Channel Logout 1.0 §3). Its refresh token is nobody's.
  const grant = {
    grantId: guid<GrantId>(options.random.guid()),
    tenantId: user.tenantId,
    userId: user.id,
    clientId: client.appId,
    sessionId: session.id,
    redirectUriType: asked.redirectUriType,
    scopes: asked.scopes,
    ...authentication,
  };
  const started = await options.grants.start(grant, context.now);
  if (started.outcome === 'refused') {
    await recordEndedSession(started.code, about, request, context, options);
    throw new AccessDeniedError(started.code);
  }
  const subject = {
    user,
    client,
    sessionId: session.id,
    authentication,
    ipAddress: context.remoteAddress,
    oidcScopes: asked.scopes.map((scope) => scope.toLowerCase()).filter((scope) => OIDC_SCOPES.has(scope)),
  };
  const { nonce, version, responseMode } = asked;
  const wanted = {
    nonce,
    version,
    ...(code === undefined ? {} : { code }),
    ...(responseMode === 'fragment' && { carrier: 'address' as const }),
  };
  return options.tokens.idToken(subject, wanted, context.now);
}

function recordEndedSession(
  code: SignInCode,
  { client, session }: IdTokenAnswer,
  request: Request,
  context: RequestContext,
  { signIn }: OidcOptions,
): Promise<void> {
  const { tenantId, userId, id } = session;
  return signIn.recordRefusal({
    face: 'authorize-request',
    client: clientFacts(request, context, client.appId),
    code,
    tenantId,
    userId,
    evidence: [
      {
        check: code,
        rule: 'OpenID Connect Core §3.2.2.10',
        object: `session ${id}`,
        result: 'fail',
        detail: 'The session ended while it was being answered for.',
      },
    ],
  });
}
