/**
 * One line of what Microsoft Entra ID asks of a federation server of somebody else («Federation compatibility», «Use a
 * SAML 2.0 identity provider», «Set up CBA with federation»), held against ours.
 */
export interface Requirement {
  /** `token-issuer`, the same in every run. */
  readonly check: string;
  /** What is asked, for people. */
  readonly asks: string;
  /** `note`: no demand, but something to know. */
  readonly result: 'pass' | 'fail' | 'note';
  readonly found: string;
  /** What to do; with a failure always. */
  readonly remedy?: string;
}

/** Collects lines in their order. */
export function createRequirements(): {
  readonly lines: readonly Requirement[];
  /** Fails, with the remedy, unless it holds. */
  demand(line: Omit<Requirement, 'result' | 'remedy'>, holds: boolean, remedy: string): void;
  note(line: Omit<Requirement, 'result' | 'remedy'>): void;
} {
  const lines: Requirement[] = [];
  return {
    lines,
    demand: (line, holds, remedy) =>
      void lines.push(holds ? { ...line, result: 'pass' } : { ...line, result: 'fail', remedy }),
    note: (line) => void lines.push({ ...line, result: 'note' }),
  };
}

export type Requirements = ReturnType<typeof createRequirements>;
