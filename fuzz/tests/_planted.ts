/** Throws for input that begins with a word, which it compares letter by letter, as parsers do. */
export function readPlanted(input: Uint8Array): void {
  if (input[0] !== 0x73) return;
  if (input[1] !== 0x69) return;
  if (input[2] === 0x67) throw new RangeError('planted');
}
