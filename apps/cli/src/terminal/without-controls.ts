/**
 * Text from elsewhere as a terminal may show it. Names, subjects and errors are written by others, down to
 * strangers; none may move the cursor, change a title or turn the direction of writing. Line breaks stay.
 */
export function withoutControls(text: string): string {
  return text.replace(/(?!\n)[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, '\uFFFD');
}

/** The same for a whole answer, in which our own colours stand (`createPaint`). */
export function withoutControlsButPaint(text: string): string {
  return text.replace(
    /(\u001b\[(?:2|22|31|32|39)m)|(?!\n)[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu,
    (_control, painted: string | undefined) => painted ?? '\uFFFD',
  );
}
