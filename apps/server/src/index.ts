/**
 * apps/server is the composition root: configuration in, services wired, faces mounted, listeners started.
 * It holds no logic of its own; nothing but the command line and tests imports it.
 */
export { listWsRelyingParties } from './federation-server.ts';
export * from './for-commands.ts';
export type { IdentityIssuer, IssuedIdentity } from './identity-issuer.ts';
export { createMetadata } from './metadata.ts';
export { type SignetServer, startServer } from './wire.ts';
