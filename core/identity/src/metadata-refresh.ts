import type { UnixSeconds } from '@signet/pki';

/** Whose metadata it is: `domain contoso.example`, or `relying-party` and the id of its trust. */
export type MetadataSubject = `domain ${string}` | `relying-party ${string}`;

/**
 * What came of the newest attempt. `refused`: nothing in it leads from what is trusted to what it says; `unreadable`:
 * it is not what it should be, or has ended. Whatever it is but `updated`, the old stays in force.
 */
export type MetadataRefreshResult =
  | 'updated'
  | 'unchanged'
  | 'unreachable'
  | 'timed-out'
  | 'unreadable'
  | 'refused';

/** The automatic refresh of one partner's metadata; who has no such row is not refreshed by itself. */
export interface MetadataRefresh {
  readonly subject: MetadataSubject;
  readonly url: string;
  /** `undefined` before the first attempt. */
  readonly result: MetadataRefreshResult | undefined;
  /** One sentence for the administrator. */
  readonly reason: string | undefined;
  readonly lastRunAt: UnixSeconds | undefined;
  readonly nextRunAt: UnixSeconds;
  /** Of what was taken last; go back to the server unchanged. */
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
  /** DER. Who signed what was taken last: from then on unsigned metadata are refused. */
  readonly signer: Uint8Array | undefined;
}
