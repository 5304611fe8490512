/**
 * lab/ is the demo world for people and tests: a PKI that issues and revokes, the web server that publishes
 * its CRLs, a seeded organisation, a relying-party web app, a scripted browser, and all of them misbehaving
 * on demand. It encodes X.509 with another library than core/pki parses with, so that one bug can't hide the
 * other. Nothing here belongs in production.
 *
 *   pki/           root, issuing CA, certificates, CRLs     organisation/  tenant, users, CAs, applications
 *   publisher/     CRLs and CA certificates over HTTP       web-app/       relying party on openid-client
 *   clients/       scripted browser                         faults/        what must be refused
 *   control/       commands from another process
 */
export {
  type ActiveSyncAnswer,
  type ActiveSyncClient,
  type ActiveSyncClientOptions,
  createActiveSyncClient,
  syncRequest,
} from './clients/activesync.ts';
export { createBrowser } from './clients/browser.ts';
export { isCertificateOriginOf } from './clients/certificate-origin.ts';
export { createFetch, exchangeHttp, type HttpAnswer, type HttpExchange } from './clients/http-exchange.ts';
export { CERTIFICATE_PROMPT } from './clients/page-action.ts';
export type * from './clients/types.ts';
export { callControl, startControl } from './control/control.ts';
export { type CertificateFault, issueFaultyCertificate, type Person } from './faults/certificates.ts';
export { type CrlFault, encodeFaultyCrl } from './faults/crls.ts';
export { LabError, type LabErrorCode } from './lab-error.ts';
export {
  APPLICATION_IDS,
  CONTOSO_TENANT_ID,
  DEMO_PEOPLE,
  type DemoPerson,
  FEDERATED_DOMAIN,
  MANAGED_DOMAIN,
} from './organisation/constants.ts';
export { type OrganisationOptions, type SeededOrganisation, seedOrganisation } from './organisation/seed.ts';
export { createLabPki, openLabPki } from './pki/lab-pki.ts';
export { hasLabPki } from './pki/register.ts';
export type * from './pki/types.ts';
export { startPublisher } from './publisher/publisher.ts';
export type * from './publisher/types.ts';
export { startWebApp, type WebApp, type WebAppOptions } from './web-app/web-app.ts';
