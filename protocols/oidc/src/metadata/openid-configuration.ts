import type { OidcOptions } from '../options.ts';
import type { TenantSegment } from '../tenant-segment.ts';
import { ENDPOINT_BASE, type EndpointVersion } from '../version-1.ts';

/**
 * The discovery document of one tenant segment. Endpoints stay on the segment that was asked for; the
 * issuer of `common` and `organizations` keeps Entra's literal placeholder.
 */
export function openidConfiguration(
  segment: TenantSegment,
  version: EndpointVersion,
  { login, certificate, graph }: OidcOptions['origins'],
): Readonly<Record<string, unknown>> {
  const base = `${login}/${segment.text}`;
  const issuerTenant = segment.tenant?.id ?? '{tenantid}';
  const v2 = version === 2;
  const path = `/${segment.text}${ENDPOINT_BASE[version]}`;
  const userinfo = v2 ? '/oidc/userinfo' : `/${segment.text}/openid/userinfo`;
  const clientEndpoints = (host: string): Readonly<Record<string, string>> => ({
    token_endpoint: `${host}${path}/token`,
    introspection_endpoint: `${host}/${segment.text}${ENDPOINT_BASE[2]}/introspect`,
    revocation_endpoint: `${host}/${segment.text}${ENDPOINT_BASE[2]}/revoke`,
  });
  return {
    ...clientEndpoints(login),
    token_endpoint_auth_methods_supported: CLIENT_AUTH_METHODS,
    token_endpoint_auth_signing_alg_values_supported: ['ES256', 'PS256', 'RS256'],
    introspection_endpoint_auth_methods_supported: CLIENT_AUTH_METHODS,
    introspection_endpoint_auth_signing_alg_values_supported: ['ES256', 'PS256', 'RS256'],
    revocation_endpoint_auth_methods_supported: CLIENT_AUTH_METHODS,
    revocation_endpoint_auth_signing_alg_values_supported: ['ES256', 'PS256', 'RS256'],
    userinfo_endpoint: `${v2 ? (graph[0] ?? login) : login}${userinfo}`,
    // RFC 8705 §3.3 and §5.
    tls_client_certificate_bound_access_tokens: true,
    mtls_endpoint_aliases: {
      ...clientEndpoints(certificate),
      userinfo_endpoint: `${certificate}${userinfo}`,
    },
    jwks_uri: `${base}/discovery/${v2 ? 'v2.0/' : ''}keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    // With «id_token» for applications whose registration has it switched on, as at Entra.
    response_types_supported: ['code', 'id_token', 'code id_token'],
    grant_types_supported: [
      'authorization_code',
      // OpenID Connect Dynamic Client Registration §2: what `id_token` goes with.
      'implicit',
      'refresh_token',
      'client_credentials',
      'urn:ietf:params:oauth:grant-type:device_code',
      'urn:ietf:params:oauth:grant-type:jwt-bearer',
    ],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer: v2 ? `${login}/${issuerTenant}/v2.0` : `${login}/${issuerTenant}/`,
    request_uri_parameter_supported: false,
    authorization_endpoint: `${login}${path}/authorize`,
    device_authorization_endpoint: `${login}${path}/devicecode`,
    http_logout_supported: true,
    frontchannel_logout_supported: true,
    end_session_endpoint: `${login}${path}/logout`,
    claims_supported: CLAIMS,
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: segment.tenant !== undefined,
    // What ADAL looks for: one refresh token serves all resources.
    ...(v2 ? {} : { microsoft_multi_refresh_token: true }),
    tenant_region_scope: null,
    cloud_instance_name: new URL(login).host,
    cloud_graph_host_name: new URL(graph[0] ?? login).host,
    msgraph_host: new URL(graph[0] ?? login).host,
  };
}

const CLIENT_AUTH_METHODS = [
  'client_secret_post',
  'client_secret_basic',
  'private_key_jwt',
  'self_signed_tls_client_auth',
];

const CLAIMS = [
  'sub',
  'iss',
  'aud',
  'exp',
  'iat',
  'nbf',
  'auth_time',
  'amr',
  'nonce',
  'preferred_username',
  'name',
  'given_name',
  'family_name',
  'tid',
  'oid',
  'ver',
  'sid',
  'email',
  'uti',
  'roles',
  'groups',
  'wids',
  'upn',
  'acct',
  'login_hint',
];
