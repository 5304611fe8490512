import { createHash, timingSafeEqual } from 'node:crypto';
import type { Form } from '@signet/http';
import { type Application, type ApplicationId, guid, isGuid, type SignInFace } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import { OAuthError } from '../oauth-error.ts';
import type { OidcOptions } from '../options.ts';
import { tenantMatches } from '../tenant-segment.ts';
import type { GrantRequest } from './grant-request.ts';
import { refuseRedemption } from './refusal.ts';

/**
 * Finds the client and has it prove itself: `client_secret` in the body or HTTP Basic (RFC 6749 §2.3.1). A
 * public client proves nothing and must not try to. Throws AADSTS900144, 700016, 7000218, 7000215, 7000222,
 * 700025; all but the first leave a row in the sign-in log.
 */
export async function authenticateClient(
  request: Omit<GrantRequest, 'client'>,
  face: SignInFace,
  options: OidcOptions,
): Promise<Application> {
  const { http, form, segment, context } = request;
  const { clientId, secret } = readCredentials(http, form);
  const refuse = (code: ClientRefusalCode, client: Application | undefined): Promise<never> =>
    refuseRedemption(code, face, WHY[code], { ...request, client }, options);
  if (clientId === undefined) throw new OAuthError('parameter-missing', '«client_id».');
  const application = isGuid(clientId)
    ? await options.directory.applications.find(guid<ApplicationId>(clientId))
    : undefined;
  if (!application || !tenantMatches(segment, application.tenantId)) {
    return refuse('application-unknown', undefined);
  }
  const fault = findFault(application, secret, form.has('client_assertion'), context.now);
  return fault === undefined ? application : refuse(fault, application);
}

const WHY = {
  'application-unknown': {
    rule: 'RFC 6749 §3.2.1',
    detail: 'No application of this tenant has this client_id.',
  },
  'client-is-public': {
    rule: 'RFC 6749 §2.3',
    detail: 'The application has no secret, but proof came with the request.',
  },
  'client-authentication-missing': {
    rule: 'RFC 6749 §3.2.1',
    detail: 'The application has a secret, but none came with the request.',
  },
  'client-secret-invalid': { rule: 'RFC 6749 §2.3.1', detail: 'The secret is none of the application’s.' },
  'client-secret-expired': { rule: 'RFC 6749 §2.3.1', detail: 'The secret is past its end date.' },
} as const;

type ClientRefusalCode = keyof typeof WHY;

function findFault(
  { secrets }: Application,
  secret: string | undefined,
  hasAssertion: boolean,
  now: UnixSeconds,
): ClientRefusalCode | undefined {
  if (secrets.length === 0) {
    return secret !== undefined || hasAssertion ? 'client-is-public' : undefined;
  }
  if (secret === undefined) return 'client-authentication-missing';
  const presented = createHash('sha256').update(secret).digest();
  const match = secrets.find(({ sha256 }) => {
    const stored = Buffer.from(sha256, 'hex');
    return stored.length === presented.length && timingSafeEqual(stored, presented);
  });
  if (!match) return 'client-secret-invalid';
  return match.endDate <= now ? 'client-secret-expired' : undefined;
}

interface Credentials {
  readonly clientId: string | undefined;
  readonly secret: string | undefined;
}

function readCredentials(request: Request, form: Form): Credentials {
  return readBasic(request) ?? { clientId: form.get('client_id'), secret: form.get('client_secret') };
}

/** RFC 6749 §2.3.1: both halves are form-encoded before they are joined. */
function readBasic(request: Request): Credentials | undefined {
  const match = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(request.headers.get('authorization') ?? '');
  if (!match?.[1]) return undefined;
  const text = Buffer.from(match[1], 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon === -1) return undefined;
  return { clientId: formDecode(text.slice(0, colon)), secret: formDecode(text.slice(colon + 1)) };
}

function formDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new OAuthError('request-unreadable', 'The Authorization header is not form-encoded.');
  }
}
