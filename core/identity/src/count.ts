/** How many of what, for people: `1 session`, `2 sessions`. For nouns whose plural is their singular and an s. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
