/**
 * protocols/wstrust is the federation server's face for programs without a browser: WS-Trust 1.3 and February
 * 2005 over SOAP 1.2, at the addresses and in the shapes of AD FS. A RequestSecurityToken comes in with its
 * credential, the decision judges it, a signed SAML 1.1 assertion goes out; or a fault that says why not.
 *
 *   certificatetransport   TLS client certificate                          ┐
 *   certificatemixed       X.509 signature over Timestamp and To           ├─▶ decision ─▶ assertion
 *   usernamemixed          name and password, only where they are allowed  ┘
 *   mex                    WSDL and policies, by which clients find the above
 */
export { tokenEndpointOf } from './endpoints.ts';
export type { WsTrustOptions } from './options.ts';
export { wsTrustRoutes } from './routes.ts';
