import { type MeasuredServer, startMeasured } from '../measured-process.ts';
import type { HandshakeFiles } from './files.ts';

/** How `server.ts` serves: our listener and revocation service, or node:tls, with the CRL or without. */
export type NodeMode = 'signet' | 'node' | 'node-crl';

/** Where ours judges by the certificate's path alone; everywhere else it asks the CRL too. */
export const WITHOUT_CRL = '/without-crl';

/** Starts `server.ts`. */
export function startNodeServer(mode: NodeMode, files: HandshakeFiles): Promise<MeasuredServer> {
  return startMeasured(SERVER, [mode, JSON.stringify(files)]);
}

const SERVER = new URL('./server.ts', import.meta.url);
