/** What `signet lab fault` can break in a running demo. */
export const FAULT_NAMES = [
  'crl-server-stopped',
  'crl-expired',
  'federation-certificate-replaced',
  'clock-off',
] as const;

export type FaultName = (typeof FAULT_NAMES)[number];

/** A fault as the running demo tells of it. */
export interface FaultState {
  readonly fault: FaultName;
  /** Read from what is there now, whoever brought it about or mended it. */
  readonly isSet: boolean;
  /** What it does, in a sentence; of one that is set, what it did. */
  readonly effect: string;
}

/** What goes over the control of the demo; the answer is a list of states, after `set` and `clear` of those that changed. */
export type FaultCall =
  | { readonly do: 'list' }
  | { readonly do: 'set'; readonly fault: FaultName; readonly behind: boolean }
  | { readonly do: 'clear'; readonly fault: FaultName | undefined };
