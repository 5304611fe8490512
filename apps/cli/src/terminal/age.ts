/** How long ago, in the largest unit of which there are two: `40 s`, `90 min`, `3 h`, `12 d`. */
export function formatAge(seconds: number): string {
  const [name, size] = UNITS.find(([, unit]) => seconds >= 2 * unit) ?? ['s', 1];
  return `${Math.max(0, Math.floor(seconds / size))} ${name}`;
}

const UNITS: readonly (readonly [name: string, seconds: number])[] = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
];
