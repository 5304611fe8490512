import { createHash, timingSafeEqual } from 'node:crypto';
import type { Form } from '@signet/http';
import type { Application } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import { OAuthError } from '../oauth-error.ts';

/** What a client calls itself, and its secret if it sent one. */
export interface Credentials {
  readonly clientId: string | undefined;
  readonly secret: string | undefined;
}

/** From HTTP Basic, else from the body (RFC 6749 §2.3.1). */
export function readCredentials(request: Request, form: Form): Credentials {
  return readBasic(request) ?? { clientId: form.get('client_id'), secret: form.get('client_secret') };
}

export function findSecretFault(
  { secrets }: Application,
  secret: string,
  now: UnixSeconds,
): 'client-secret-invalid' | 'client-secret-expired' | undefined {
  const presented = createHash('sha256').update(secret).digest();
  const match = secrets.find(({ sha256 }) => {
    const stored = Buffer.from(sha256, 'hex');
    return stored.length === presented.length && timingSafeEqual(stored, presented);
  });
  if (!match || (match.startDate ?? 0) > now) return 'client-secret-invalid';
  return match.endDate <= now ? 'client-secret-expired' : undefined;
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
