import type { Application, Authentication, GrantId, SessionId, User } from '@signet/identity';
import type { ClientProof } from '@signet/tokens';
import { satisfiedContexts } from '../authentication-contexts.ts';
import { readClaimsRequest } from '../claims-request.ts';
import { clientInfoOf } from '../client-info.ts';
import type { OidcOptions } from '../options.ts';
import type { RequestedScopes } from '../scopes.ts';
import type { GrantRequest } from './grant-request.ts';
import { type TokenResponse, writeTokenResponse } from './write-response.ts';

/** Who gets which tokens, and what they say. */
export interface TokenGrant {
  readonly user: User;
  readonly client: Application;
  readonly clientProof: ClientProof;
  readonly boundTo: string | undefined;
  readonly sessionId: SessionId;
  readonly grantId: GrantId;
  readonly authentication: Authentication;
  readonly ipAddress: string;
  readonly clientCapabilities: readonly string[];
  /** Authentication contexts that were asked for at the authorize endpoint. */
  readonly contexts?: readonly string[];
  readonly scopes: RequestedScopes;
  readonly refreshToken: string | undefined;
  readonly idToken: boolean;
  readonly nonce: string | undefined;
}

/** Mints the tokens and writes them as the endpoint does that they were asked for at. */
export async function tokenResponse(
  grant: TokenGrant,
  { version, form, context: { now } }: Pick<GrantRequest, 'version' | 'form' | 'context'>,
  { tokens, directory }: OidcOptions,
): Promise<TokenResponse> {
  const { user, scopes, refreshToken, nonce } = grant;
  const { permissions } = scopes.resource;
  const asked = [...(grant.contexts ?? []), ...readClaimsRequest(form.get('claims')).contexts.ids];
  const authenticationContexts = await satisfiedContexts(
    asked,
    grant.authentication,
    user.tenantId,
    directory,
  );
  const subject = { ...grant, oidcScopes: scopes.oidc };
  const [access, idToken] = await Promise.all([
    tokens.accessToken({ ...subject, authenticationContexts }, scopes.resource, now),
    grant.idToken ? tokens.idToken(subject, { nonce, version }, now) : undefined,
  ]);
  const clientInfo = clientInfoOf(user.id, user.tenantId);
  return writeTokenResponse({ access, scopes, permissions, refreshToken, idToken, clientInfo }, version);
}
