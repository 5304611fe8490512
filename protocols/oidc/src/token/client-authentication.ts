import { createHash, timingSafeEqual } from 'node:crypto';
import type { Form } from '@signet/http';
import { type Application, type ApplicationId, type Directory, guid, isGuid } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import { OAuthError } from '../oauth-error.ts';
import { type TenantSegment, tenantMatches } from '../tenant-segment.ts';

/**
 * Finds the client and has it prove itself: `client_secret` in the body or HTTP Basic (RFC 6749 §2.3.1). A
 * public client proves nothing and must not try to. Throws AADSTS900144, 700016, 7000218, 7000215, 7000222, 700025.
 */
export async function authenticateClient(
  request: Request,
  form: Form,
  segment: TenantSegment,
  directory: Directory,
  now: UnixSeconds,
): Promise<Application> {
  const credentials = readBasic(request) ?? {
    clientId: form.get('client_id'),
    secret: form.get('client_secret'),
  };
  const { clientId, secret } = credentials;
  if (clientId === undefined) throw new OAuthError('parameter-missing', '«client_id».');
  const application = isGuid(clientId)
    ? await directory.applications.find(guid<ApplicationId>(clientId))
    : undefined;
  if (!application || !tenantMatches(segment, application.tenantId))
    throw new OAuthError('application-unknown');
  const provesItself = secret !== undefined || form.has('client_assertion');
  if (application.secrets.length === 0) {
    if (provesItself) throw new OAuthError('client-is-public');
    return application;
  }
  if (secret === undefined) throw new OAuthError('client-authentication-missing');
  checkSecret(application, secret, now);
  return application;
}

function checkSecret(application: Application, secret: string, now: UnixSeconds): void {
  const presented = createHash('sha256').update(secret).digest();
  const match = application.secrets.find(({ sha256 }) => {
    const stored = Buffer.from(sha256, 'hex');
    return stored.length === presented.length && timingSafeEqual(stored, presented);
  });
  if (!match) throw new OAuthError('client-secret-invalid');
  if (match.endDate <= now) throw new OAuthError('client-secret-expired');
}

/** RFC 6749 §2.3.1: both halves are form-encoded before they are joined. */
function readBasic(request: Request): { readonly clientId: string; readonly secret: string } | undefined {
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
