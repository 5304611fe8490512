/** How the journey tells what happened: a line a step for people, an object a step for programs. */
export interface Story {
  /** Runs the step and tells of it; a failure is told and passed on. */
  step<Result>(name: string, work: () => Promise<StepResult<Result>>): Promise<Result>;
  readonly steps: readonly ToldStep[];
}

export interface StepResult<Result> {
  readonly result: Result;
  /** What was seen, in half a sentence. */
  readonly seen: string;
}

export interface ToldStep {
  readonly step: string;
  readonly ok: boolean;
  readonly seen: string;
}

export function createStory(print: (line: string) => void): Story {
  const steps: ToldStep[] = [];
  const tell = (told: ToldStep): void => {
    steps.push(told);
    print(`${told.ok ? '✓' : '✗'} ${told.step}: ${told.seen}`);
  };
  return {
    steps,
    async step(name, work) {
      try {
        const { result, seen } = await work();
        tell({ step: name, ok: true, seen });
        return result;
      } catch (error) {
        tell({ step: name, ok: false, seen: error instanceof Error ? error.message : String(error) });
        throw error;
      }
    },
  };
}
