import { type Handler, type Routes, readQuery } from '@signet/http';
import { toJwk } from '@signet/tokens';
import { metadataPreflight } from '../cors.ts';
import { errorResponse, jsonResponse, metadataResponse } from '../json-response.ts';
import { OAuthError } from '../oauth-error.ts';
import type { OidcOptions } from '../options.ts';
import { resolveTenantSegment } from '../tenant-segment.ts';
import type { EndpointVersion } from '../version-1.ts';
import { credentialType } from './credential-type.ts';
import { answerFederationMetadata } from './federation-metadata.ts';
import { getUserRealm } from './get-user-realm.ts';
import { instanceDiscovery } from './instance-discovery.ts';
import { openidConfiguration } from './openid-configuration.ts';
import { userRealm } from './user-realm.ts';

/** Discovery, keys, federation metadata, instance discovery and user realm. */
export function metadataRoutes(options: OidcOptions): Routes {
  const { directory, keyRings, origins } = options;
  const configuration =
    (version: EndpointVersion): Handler =>
    async (_request, context, { tenant }) =>
      metadataResponse(
        openidConfiguration(await resolveTenantSegment(tenant, directory), version, origins),
        context,
      );
  const keys: Handler = async (_request, context, { tenant }) => {
    await resolveTenantSegment(tenant, directory);
    const published = await Promise.all(keyRings.map((ring) => ring.published(context.now)));
    return metadataResponse({ keys: published.flat().map(toJwk) }, context);
  };
  const realm: Handler = async (request, context, { user }) => {
    const query = readQuery(request);
    const userName = user ?? query.get('user') ?? '';
    const apiVersion = query.get('api-version') ?? '1.0';
    return metadataResponse(await userRealm(userName, apiVersion, origins.login, directory), context);
  };
  const oldRealm: Handler = async (request, context) => {
    const query = readQuery(request);
    const answer = await getUserRealm(query.get('login') ?? '', origins.login, directory);
    const response = metadataResponse(answer.json, context);
    if (query.get('xml') !== '1') return response;
    response.headers.set('content-type', 'text/xml; charset=utf-8');
    return new Response(answer.xml, { headers: response.headers });
  };
  const discovery: Handler = async (request, context) => {
    const endpoint = readQuery(request).get('authorization_endpoint');
    const { status, body } = await instanceDiscovery(endpoint, origins.login, directory);
    return new Response(JSON.stringify(body), { status, headers: metadataResponse(body, context).headers });
  };
  const federation: Handler = async (_request, context, { tenant }) =>
    answerFederationMetadata(await resolveTenantSegment(tenant, directory), context, options);
  const table: readonly (readonly [pattern: string, handler: Handler])[] = [
    ['/common/discovery/instance', discovery],
    ['/getuserrealm.srf', oldRealm],
    ['/common/userrealm', realm],
    ['/common/userrealm/{user}', realm],
    ['/{tenant}/v2.0/.well-known/openid-configuration', configuration(2)],
    ['/{tenant}/.well-known/openid-configuration', configuration(1)],
    ['/{tenant}/discovery/v2.0/keys', keys],
    ['/{tenant}/discovery/keys', keys],
    ['/{tenant}/FederationMetadata/2007-06/FederationMetadata.xml', federation],
  ];
  const credentials: Handler = async (request, context) =>
    jsonResponse(await credentialType(request, directory), 200, request, context);
  const questions: Routes = [
    {
      listener: 'login',
      method: 'POST',
      pattern: '/common/GetCredentialType',
      handler: answeringErrors(credentials, origins.login),
    },
  ];
  const documents: Routes = table.flatMap(([pattern, handler]) => [
    { listener: 'login', method: 'GET', pattern, handler: answeringErrors(handler, origins.login) },
    { listener: 'login', method: 'OPTIONS', pattern, handler: metadataPreflight },
  ]);
  return [...documents, ...questions];
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
