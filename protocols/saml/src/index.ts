/**
 * protocols/saml is the SAML 2.0 face, both halves of it: the identity provider of the federation server,
 * which turns a certificate into a signed assertion as AD FS does, and the service provider, by which the
 * token service takes such an assertion from any partner. The halves share messages and meet on the wire.
 *
 *   messages/            protocol messages and their bindings: Redirect with its detached signature, POST
 *   identity-provider/   SAMLRequest ─▶ trust ─▶ prompt ─▶ decision ─▶ SAMLResponse; single logout; IdP-initiated
 *   service-provider/    AuthnRequest of a domain; SAMLResponse ─▶ claims ─▶ decision ─▶ session
 *   metadata/            what we publish, and what relying parties do
 */
export type { IdentityProviderOptions } from './identity-provider/options.ts';
export { samlAtPassiveEndpoint } from './identity-provider/passive.ts';
export { identityProviderRoutes } from './identity-provider/routes.ts';
export { samlSignOut } from './identity-provider/sign-out.ts';
export { readSamlMessage } from './messages/read-message.ts';
export { identityProviderRole } from './metadata/identity-provider-role.ts';
export {
  readServiceProviderMetadata,
  type ServiceProviderMetadata,
} from './metadata/read-service-provider.ts';
export type { ServiceProviderOptions } from './service-provider/options.ts';
export {
  type ReadResponseOptions,
  readSamlResponse,
  type SamlResponse,
} from './service-provider/read-response.ts';
export { samlAtLoginSrf, serviceProviderRoutes } from './service-provider/routes.ts';
export { type SamlSignInRedirect, samlSignInRedirect } from './service-provider/sign-in-redirect.ts';
export { type SamlSignOut, samlSignOutUrl } from './service-provider/sign-out.ts';
