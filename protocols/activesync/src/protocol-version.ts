import { ActiveSyncError } from './activesync-error.ts';

/** What this server speaks (MS-ASHTTP §2.2.1.1.2.4), oldest first. */
export const PROTOCOL_VERSIONS = ['14.0', '14.1'] as const;
export type ProtocolVersion = (typeof PROTOCOL_VERSIONS)[number];

/** The header wins over the byte in a base64 query, which some clients get wrong. */
export function chooseVersion(header: string | null, fromQuery: string | undefined): ProtocolVersion {
  for (const text of [header?.trim(), fromQuery]) {
    const version = PROTOCOL_VERSIONS.find((known) => known === text);
    if (version !== undefined) return version;
  }
  throw new ActiveSyncError('protocol-version', `This server speaks ${PROTOCOL_VERSIONS.join(' and ')}.`);
}
