/**
 * protocols/activesync is the mail door: Exchange ActiveSync 14.0 and 14.1 for phones that show a client
 * certificate instead of a password (MS-ASHTTP, MS-ASCMD, MS-ASPROV). The certificate is judged by the one
 * decision at every request and again while a request is held; this face judges nothing.
 *
 *   routes ─▶ admission (who) ─▶ device, policy key ─▶ commands/ ─▶ services/mailbox
 *   sync/     what a device has been told of a folder, and what it has not
 *   message/  a message as ActiveSync writes it
 */
export type { ActiveSyncOptions, DevicePolicy } from './options.ts';
export { activesyncRoutes } from './routes.ts';
