import { HttpError, readBody } from '@signet/http';
import type { Directory } from '@signet/identity';
import { z } from 'zod';
import { OAuthError } from '../oauth-error.ts';
import { findHomeRealm, passiveSignInUrl } from './user-realm.ts';

/**
 * What Entra's login page and many tools ask about a typed name. Entra tells here who has an account; this answers
 * from the domain alone, so that every name of a domain looks alike.
 */
export async function credentialType(
  request: Request,
  directory: Directory,
): Promise<Readonly<Record<string, unknown>>> {
  const { username } = await readQuestion(request);
  const { domain } = await findHomeRealm(username, directory);
  const federation = domain?.federation;
  return {
    Username: username,
    Display: username,
    IfExistsResult: domain ? EXISTS : DOES_NOT_EXIST,
    IsUnmanaged: false,
    ThrottleStatus: 0,
    Credentials: {
      PrefCredential: federation ? PREFERS_FEDERATION : PREFERS_CERTIFICATE,
      HasPassword: false,
      RemoteNgcParams: null,
      FidoParams: null,
      SasParams: null,
      CertAuthParams: domain && !federation ? {} : null,
      GoogleParams: null,
      FacebookParams: null,
      ...(federation && { FederationRedirectUrl: passiveSignInUrl(federation, username) }),
    },
    EstsProperties: { DomainType: federation ? DOMAIN_FEDERATED : domain ? DOMAIN_MANAGED : DOMAIN_UNKNOWN },
    IsSignupDisallowed: true,
  };
}

/** Further members (flowToken, isOtherIdpSupported, …) are for Entra's own page and are ignored. */
async function readQuestion(request: Request): Promise<z.infer<typeof QUESTION>> {
  try {
    const body = await readBody(request, MAX_BODY_BYTES);
    return QUESTION.parse(JSON.parse(Buffer.from(body).toString('utf8')));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError || error instanceof HttpError) {
      throw new OAuthError('request-unreadable', 'The body must be JSON with a «username».');
    }
    throw error;
  }
}

const QUESTION = z.object({ username: z.string().max(256) });

/** The page's own question is 2 KB, most of it a token that nobody here reads. */
const MAX_BODY_BYTES = 16_384;

const EXISTS = 0;
const DOES_NOT_EXIST = 1;
/** As Entra's login page and public tools read them; Microsoft documents none of these numbers. */
const PREFERS_FEDERATION = 4;
const PREFERS_CERTIFICATE = 7;
const DOMAIN_UNKNOWN = 1;
const DOMAIN_MANAGED = 3;
const DOMAIN_FEDERATED = 4;
