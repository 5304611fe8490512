import { styleText } from 'node:util';

/** Colour where a terminal shows it; node:util knows of NO_COLOR and of streams that are no terminal. */
export interface Paint {
  good(text: string): string;
  bad(text: string): string;
  /** What is there to be looked up, not to be read first. */
  quiet(text: string): string;
}

export function createPaint(stream: NodeJS.WritableStream): Paint {
  const paint =
    (style: Parameters<typeof styleText>[0]) =>
    (text: string): string =>
      styleText(style, text, { stream });
  return { good: paint('green'), bad: paint('red'), quiet: paint('dim') };
}
