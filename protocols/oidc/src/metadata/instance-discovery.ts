import type { Directory } from '@signet/identity';
import { resolveTenantSegment } from '../tenant-segment.ts';

/**
 * Tells a client whether an authority is ours (MSAL: instance discovery): the answer that makes MSAL trust the
 * host, or `invalid_instance`.
 */
export async function instanceDiscovery(
  authorizationEndpoint: string | undefined,
  loginOrigin: string,
  directory: Directory,
): Promise<{ readonly status: 200 | 400; readonly body: Readonly<Record<string, unknown>> }> {
  const segment = await ownSegment(authorizationEndpoint, loginOrigin, directory);
  if (segment === undefined) {
    return {
      status: 400,
      body: {
        error: 'invalid_instance',
        error_description: 'AADSTS50049: Unknown or invalid instance: the authority is not this service.',
        error_codes: [50049],
      },
    };
  }
  const { host } = new URL(loginOrigin);
  // ADAL asks with the address of version 1 and wants the document of that.
  const version = /\/oauth2\/authorize\/?$/i.test(authorizationEndpoint ?? '') ? '' : '/v2.0';
  return {
    status: 200,
    body: {
      tenant_discovery_endpoint: `${loginOrigin}/${segment}${version}/.well-known/openid-configuration`,
      'api-version': '1.1',
      metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
    },
  };
}

async function ownSegment(
  authorizationEndpoint: string | undefined,
  loginOrigin: string,
  directory: Directory,
): Promise<string | undefined> {
  if (authorizationEndpoint === undefined || !URL.canParse(authorizationEndpoint)) return undefined;
  const { origin, pathname } = new URL(authorizationEndpoint);
  if (origin !== loginOrigin) return undefined;
  try {
    return (await resolveTenantSegment(pathname.split('/')[1], directory)).text;
  } catch {
    return undefined;
  }
}
