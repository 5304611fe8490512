import type { TenantId } from '@signet/identity';
import { OAuthError } from '../oauth-error.ts';
import type { OidcOptions } from '../options.ts';
import { resolveTenantSegment, tenantMatches } from '../tenant-segment.ts';

/**
 * Whether an assertion was made for us and this tenant: the token endpoint under any of the tenant's names, or
 * its issuer (RFC 7523 §3 item 3). Built from our configuration; only the case of the host is free.
 */
export async function isOwnAudience(
  audience: string,
  tenantId: TenantId,
  { origins, directory }: Pick<OidcOptions, 'origins' | 'directory'>,
): Promise<boolean> {
  const match = /^(https:\/\/[^/?#]+)\/([^/?#]+)(\/oauth2(?:\/v2\.0)?\/token|\/v2\.0|\/)$/.exec(audience);
  const [, origin = '', name, path = ''] = match ?? [];
  const own = origin.toLowerCase();
  if (name === undefined || (own !== origins.login && own !== origins.certificate)) return false;
  const segment = await resolveTenantSegment(name, directory).catch((error: unknown) => {
    if (error instanceof OAuthError) return undefined;
    throw error;
  });
  if (!segment) return false;
  // Only an endpoint may be everybody's: `common` is nobody's issuer.
  return tenantMatches(segment, tenantId) && (segment.tenant !== undefined || path.endsWith('/token'));
}
