/**
 * Text from elsewhere as a terminal may show it. Names, subjects and errors are written by others, down to
 * strangers; none may move the cursor, change a title or turn the direction of writing. Line breaks stay.
 */
export function withoutControls(text: string): string {
  return text.replace(/(?!\n)[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, '\uFFFD');
}
