import { type MeasuredServer, startMeasured } from '../measured-process.ts';

/** What `bare-server.ts` does: two signatures for a form, or handshakes alone, with a certificate of the client or without. */
export type BareMode = 'tokens' | 'handshakes' | 'mutual-handshakes';

/** PEM files of the chain and of the key that a server shows. */
export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** Starts `bare-server.ts`. */
export function startBare(mode: BareMode, { certFile, keyFile }: TlsFiles): Promise<MeasuredServer> {
  return startMeasured(new URL('./bare-server.ts', import.meta.url), [mode, certFile, keyFile]);
}

/** Starts `oidc-provider.ts`, which knows {@link peerToken}s of so many grants. */
export function startOidcProvider({ certFile, keyFile }: TlsFiles, grants: number): Promise<MeasuredServer> {
  return startMeasured(new URL('./oidc-provider.ts', import.meta.url), [certFile, keyFile, String(grants)]);
}

/** The first refresh token of a grant at the peer. */
export function peerToken(grant: number): string {
  return `refresh-token-at-the-peer-${grant}`.padEnd(43, '-');
}
