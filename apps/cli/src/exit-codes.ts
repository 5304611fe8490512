/** What the exit code of every command says; `signet --help` lists them. */
export const EXIT = {
  ok: 0,
  /** A fault of ours, or a server that could not be reached. */
  failed: 1,
  /** The command line or the configuration is wrong; the message says how. */
  usage: 2,
  /** What was named does not exist. */
  notFound: 3,
  /** The answer is no: a certificate refused, a journey that broke, a CRL that could not be had. */
  refused: 4,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends a command with one sentence for the person and a code for the script. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
