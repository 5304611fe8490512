import { type Handler, type Routes, readQuery } from '@signet/http';
import { toJwk } from '@signet/tokens';
import { metadataPreflight } from '../cors.ts';
import { errorResponse, metadataResponse } from '../json-response.ts';
import { OAuthError } from '../oauth-error.ts';
import type { OidcOptions } from '../options.ts';
import { resolveTenantSegment } from '../tenant-segment.ts';
import { instanceDiscovery } from './instance-discovery.ts';
import { openidConfiguration } from './openid-configuration.ts';
import { userRealm } from './user-realm.ts';

/** Discovery, keys, instance discovery and user realm. */
export function metadataRoutes(options: OidcOptions): Routes {
  const { directory, keyRing, origins } = options;
  const configuration =
    (version: 'v1.0' | 'v2.0'): Handler =>
    async (_request, context, { tenant }) =>
      metadataResponse(
        openidConfiguration(await resolveTenantSegment(tenant, directory), version, origins),
        context,
      );
  const keys: Handler = async (_request, context, { tenant }) => {
    await resolveTenantSegment(tenant, directory);
    return metadataResponse({ keys: (await keyRing.published(context.now)).map(toJwk) }, context);
  };
  const realm: Handler = async (request, context, { user }) => {
    const query = readQuery(request);
    const userName = user ?? query.get('user') ?? '';
    const apiVersion = query.get('api-version') ?? '1.0';
    return metadataResponse(await userRealm(userName, apiVersion, origins.login, directory), context);
  };
  const discovery: Handler = async (request, context) => {
    const endpoint = readQuery(request).get('authorization_endpoint');
    const { status, body } = await instanceDiscovery(endpoint, origins.login, directory);
    return new Response(JSON.stringify(body), { status, headers: metadataResponse(body, context).headers });
  };
  const table: readonly (readonly [pattern: string, handler: Handler])[] = [
    ['/common/discovery/instance', discovery],
    ['/common/userrealm', realm],
    ['/common/userrealm/{user}', realm],
    ['/{tenant}/v2.0/.well-known/openid-configuration', configuration('v2.0')],
    ['/{tenant}/.well-known/openid-configuration', configuration('v1.0')],
    ['/{tenant}/discovery/v2.0/keys', keys],
    ['/{tenant}/discovery/keys', keys],
  ];
  return table.flatMap(([pattern, handler]) => [
    { listener: 'login', method: 'GET', pattern, handler: answeringErrors(handler, origins.login) },
    { listener: 'login', method: 'OPTIONS', pattern, handler: metadataPreflight },
  ]);
}

function answeringErrors(handler: Handler, loginOrigin: string): Handler {
  return async (request, context, params) => {
    try {
      return await handler(request, context, params);
    } catch (error) {
      if (error instanceof OAuthError) return errorResponse(error, request, context, loginOrigin);
      throw error;
    }
  };
}
