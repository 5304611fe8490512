/** What one case came to. All values of a row have one unit. */
export interface Row {
  readonly case: string;
  readonly unit: string;
  readonly ours: number;
  /**
   * What nobody can do better than: the hash of the same bytes, one bare signature check, the same without a CRL. Of
   * push and soak, what is wanted.
   */
  readonly limit: number;
  /** `absent` where the peer does not stand on this machine or refuses the input. */
  readonly peers: Readonly<Record<string, number | 'absent'>>;
  /** What else a reader needs to judge it, each named with its unit. */
  readonly facts?: Readonly<Record<string, Fact>>;
}

export type Fact = number | readonly number[];

export interface BenchContext {
  /** Where files of a run may be written. */
  readonly folder: string;
  /** Told what is going on, on stderr. */
  note(text: string): void;
}

/** One file of `cases/`. */
export interface Bench {
  /** Cases whose rows it yields, as they are named on the command line. */
  readonly cases: readonly string[];
  run(context: BenchContext, wanted: (name: string) => boolean): AsyncIterable<Row>;
}
