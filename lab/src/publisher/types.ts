import type { LabPki } from '../pki/types.ts';

export interface PublisherOptions {
  readonly pki: LabPki;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Default 8080; 0 takes any free port. */
  readonly port?: number;
}

/**
 * How one path misbehaves:
 * - `status-404`, `status-500`, `status-503`: that status with a line of text;
 * - `hang`: takes the request and never answers; `drip`: a byte a second; `reset`: ends the connection;
 * - `switching-protocols`: answers that it goes on with another protocol;
 * - `tiny-chunks`: sends as fast as somebody reads, in chunks of one byte;
 * - `oversize`: declares and sends 21 MB; `oversize-undeclared`: sends the same without a length;
 * - `endless`: sends bytes as long as somebody reads; `gzip-bomb`: 100 MB of zeros in 100 KB, compressed unasked;
 * - `html`: an HTML page with status 200; `empty`: nothing with status 200; `garbage`: bytes that are no DER;
 * - `truncated`: half of the file as if it were all; `cut-off`: half of the declared length, then the end;
 * - `length-too-short`: declares half of the length and sends all;
 * - `redirect-loop`: to itself; `redirect-private`: to an address of a private network;
 * - `tls-error`: to https where nobody speaks TLS;
 * - `pem`, `gzip`, `wrong-content-type`: the file as PEM, compressed, as a web page: readers have to accept it.
 */
export type PublisherFault =
  | 'status-404'
  | 'status-500'
  | 'status-503'
  | 'hang'
  | 'drip'
  | 'tiny-chunks'
  | 'reset'
  | 'switching-protocols'
  | 'oversize'
  | 'oversize-undeclared'
  | 'endless'
  | 'gzip-bomb'
  | 'html'
  | 'empty'
  | 'garbage'
  | 'truncated'
  | 'cut-off'
  | 'length-too-short'
  | 'redirect-loop'
  | 'redirect-private'
  | 'tls-error'
  | 'pem'
  | 'gzip'
  | 'wrong-content-type';

export interface Publisher extends AsyncDisposable {
  /** `http://127.0.0.1:8080`, with the port that was really taken. */
  readonly url: string;
  readonly port: number;
  /** `path` without a leading slash: `crl/issuing.crl`. `undefined` ends the fault. */
  setFault(path: string, fault: PublisherFault | undefined): void;
  /** How many requests the path has had, whatever the answer was. */
  requestCount(path: string): number;
  /** Stops listening and ends what is still open, hanging requests too. */
  close(): Promise<void>;
}
