/**
 * protocols/wsfed is the WS-Federation passive face, both halves of it: the federation server, which turns a
 * certificate into a signed SAML 1.1 assertion as AD FS does, and the relying party, by which the token
 * service takes such an assertion from any partner. The halves share words only and meet on the wire.
 *
 *   federation-server/   /adfs/ls ─▶ prompt ─▶ /adfs/ls/certauth ─▶ decision ─▶ wresult; FederationMetadata.xml
 *   relying-party/       sign-in address of a domain; /login.srf: wresult ─▶ claims ─▶ decision ─▶ session
 */
export type { FederationServerOptions, RelyingParty } from './federation-server/options.ts';
export { federationServerRoutes } from './federation-server/routes.ts';
export type { RelyingPartyOptions } from './relying-party/options.ts';
export { readSignInResponse, type SignInResponse } from './relying-party/read-sign-in-response.ts';
export { relyingPartyRoutes } from './relying-party/routes.ts';
export { type SignInRedirect, signInRedirect } from './relying-party/sign-in-redirect.ts';
export { type SignOut, signOutRedirect } from './relying-party/sign-out.ts';
