/**
 * apps/server is the composition root: configuration in, services wired, faces mounted, listeners started.
 * It holds no logic of its own; nothing but the command line and tests imports it.
 */
export { ConfigError, parseConfig, type ServerConfig } from './config/config.ts';
export { readConfig } from './config/read-config.ts';
export { listWsRelyingParties } from './federation-server.ts';
export type { IdentityIssuer, IssuedIdentity } from './identity-issuer.ts';
export { findFreePort, type Origins, originsOf } from './origins.ts';
export { openServices, type ServiceOverrides, type Services } from './services.ts';
export { type SignetServer, startServer } from './wire.ts';
