import { clientFacts } from '@signet/http';
import type { Application, SignInCode, SignInFace } from '@signet/identity';
import { OAuthError } from '../oauth-error.ts';
import type { OidcOptions } from '../options.ts';
import type { GrantRequest } from './grant-request.ts';

/** Refuses a redemption: a row in the sign-in log, then the error for the wire. */
export async function refuseRedemption(
  code: SignInCode,
  face: SignInFace,
  about: RefusalDetails,
  { http, context, client }: RefusedRequest,
  { signIn }: Pick<OidcOptions, 'signIn'>,
): Promise<never> {
  await signIn.recordRefusal({
    face,
    client: clientFacts(http, context, client?.appId),
    code,
    tenantId: about.tenantId ?? client?.tenantId,
    userId: about.userId,
    evidence: [
      {
        check: code,
        rule: about.rule,
        object: client === undefined ? 'token request' : `application ${client.displayName}`,
        result: 'fail',
        detail: about.detail,
      },
    ],
  });
  throw new OAuthError(code, undefined, about.claims);
}

export interface RefusalDetails {
  readonly tenantId?: string;
  readonly userId?: string;
  readonly rule: string;
  readonly detail: string;
  /** What the client is to ask for at the authorize endpoint, to be refused no longer. */
  readonly claims?: string;
}

/** The client is absent when it was not found. */
type RefusedRequest = Pick<GrantRequest, 'http' | 'context'> & { readonly client: Application | undefined };
