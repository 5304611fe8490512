/**
 * What a command needs of the server without serving: the configuration and the services. Apart from index.ts, so
 * that commands which run for a moment do not load the faces.
 */
export { findFreePort } from '@signet/http/find-free-port';
export { ConfigError, parseConfig, type ServerConfig } from './config/config.ts';
export { readConfig } from './config/read-config.ts';
export { createIssuerHints, type IssuerHints } from './issuer-hints.ts';
export { type Origins, originsOf } from './origins.ts';
export { openServices, type ServiceOverrides, type Services } from './services.ts';
