import type { Clock, StoredCrlRepository } from '@signet/identity';
import type { PathRelaxation, SignatureVerifier } from '@signet/pki';
import type { CrlReader } from './crl-reader.ts';
import type { CrlSource } from './crl-source.ts';
import type { DownloadLeases } from './download-lease.ts';
import type { Fetcher } from './fetcher.ts';
import type { RevocationLimits } from './limits.ts';
import type { Arrival } from './new-crl.ts';
import type { RevocationLog } from './types.ts';

/** What every source shares. */
export interface SourceContext {
  readonly clock: Clock;
  readonly log: RevocationLog;
  readonly downloadLeases: DownloadLeases;
  readonly storedCrls: StoredCrlRepository;
  readonly fetcher: Fetcher;
  readonly reader: CrlReader;
  readonly verifySignature: SignatureVerifier;
  readonly allow: readonly PathRelaxation[];
  readonly limits: RevocationLimits;
  /** Ends downloads when the service stops. */
  readonly stopping: () => AbortSignal;
  /** Told of each list that comes into use. */
  readonly onNewCrl: (source: CrlSource, arrival: Arrival) => void;
  /** Runs on when whoever asked has been answered. */
  readonly afterwards: (work: Promise<unknown>) => void;
}
