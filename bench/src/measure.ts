/** Milliseconds of each task, best of `rounds`, the tasks taking turns so that a busy moment hits all alike. */
export function bestOf<Name extends string>(
  rounds: number,
  tasks: Readonly<Record<Name, () => unknown>>,
): Record<Name, number> {
  const entries = Object.entries(tasks) as [Name, () => unknown][];
  const best = Object.fromEntries(entries.map(([name]) => [name, Number.POSITIVE_INFINITY]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, task] of entries) best[name] = Math.min(best[name] ?? 0, timeOf(task));
  }
  return best as Record<Name, number>;
}

/** Median microseconds of a call of each task on each subject, the tasks taking turns; the first half warms up. */
export function medianOf<Name extends string, T>(
  subjects: readonly T[],
  rounds: number,
  tasks: Readonly<Record<Name, (subject: T, index: number) => unknown>>,
): Record<Name, number> {
  const entries = Object.entries(tasks) as [Name, (subject: T, index: number) => unknown][];
  const times = new Map(entries.map(([name]) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    for (const [index, subject] of subjects.entries()) {
      for (const [name, task] of entries) times.get(name)?.push(timeOf(() => task(subject, index)) * 1000);
    }
  }
  return Object.fromEntries(
    [...times].map(([name, all]) => [name, median(all.slice(all.length / 2))]),
  ) as Record<Name, number>;
}

/** The same for tasks that may have to wait: one at a time, from the call until it is done. */
export async function medianOfAwaited<Name extends string, T>(
  subjects: readonly T[],
  rounds: number,
  tasks: Readonly<Record<Name, (subject: T, index: number) => unknown>>,
): Promise<Record<Name, number>> {
  const entries = Object.entries(tasks) as [Name, (subject: T, index: number) => unknown][];
  const times = new Map(entries.map(([name]) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    for (const [index, subject] of subjects.entries()) {
      for (const [name, task] of entries) {
        const start = performance.now();
        await task(subject, index);
        times.get(name)?.push((performance.now() - start) * 1000);
      }
    }
  }
  return Object.fromEntries(
    [...times].map(([name, all]) => [name, median(all.slice(all.length / 2))]),
  ) as Record<Name, number>;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which `part` of them lie, 0 to 1. */
function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length * part)] ?? Number.NaN;
}

export function timeOf(task: () => unknown): number {
  const start = performance.now();
  task();
  return performance.now() - start;
}
