import type { WbxmlTag } from './code-page.ts';

/** An element with children, or text, or bytes, or nothing. ActiveSync has no attributes and no mixed content. */
export interface WbxmlElement {
  readonly tag: WbxmlTag;
  readonly children: readonly WbxmlElement[];
  /** Of inline strings, joined; `undefined` where there was none. */
  readonly text: string | undefined;
  /** Of OPAQUE, joined. */
  readonly opaque: Uint8Array | undefined;
}

/**
 * Builds an element. `undefined` among the children is left out, so that optional ones can be written in
 * place; a number is written in decimal, a boolean as 1 or 0.
 */
export function element(
  tag: WbxmlTag,
  content?: string | number | boolean | Uint8Array | readonly (WbxmlElement | undefined)[],
): WbxmlElement {
  const empty: WbxmlElement = { tag, children: [], text: undefined, opaque: undefined };
  if (content === undefined) return empty;
  if (typeof content === 'string') return { ...empty, text: content };
  if (typeof content === 'number') return { ...empty, text: String(content) };
  if (typeof content === 'boolean') return { ...empty, text: content ? '1' : '0' };
  if (content instanceof Uint8Array) return { ...empty, opaque: content };
  return { ...empty, children: content.filter((child) => child !== undefined) };
}

/** The first child with this tag, or `undefined`; takes `undefined`, so that look-ups chain. */
export function childOf(parent: WbxmlElement | undefined, tag: WbxmlTag): WbxmlElement | undefined {
  return parent?.children.find((child) => child.tag === tag);
}

/** All children with this tag, in order. */
export function childrenOf(parent: WbxmlElement | undefined, tag: WbxmlTag): readonly WbxmlElement[] {
  return parent?.children.filter((child) => child.tag === tag) ?? [];
}

/** Follows a path of first children. */
export function descendantOf(
  parent: WbxmlElement | undefined,
  ...path: readonly WbxmlTag[]
): WbxmlElement | undefined {
  return path.reduce<WbxmlElement | undefined>(childOf, parent);
}

/** The text of the first child with this tag; '' for an empty one, `undefined` for none. */
export function textOf(parent: WbxmlElement | undefined, tag: WbxmlTag): string | undefined {
  const child = childOf(parent, tag);
  return child === undefined ? undefined : contentText(child);
}

/** A child's text as a whole number from 0; `undefined` when it is absent or something else. */
export function numberOf(parent: WbxmlElement | undefined, tag: WbxmlTag): number | undefined {
  const text = textOf(parent, tag);
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}

/**
 * A child as a switch: `1`, `true` and the empty element say yes, `0` and `false` say no (MS-ASDTYPE §2.1).
 * `undefined` when it is absent or something else.
 */
export function booleanOf(parent: WbxmlElement | undefined, tag: WbxmlTag): boolean | undefined {
  const text = textOf(parent, tag);
  if (text === '' || text === '1' || text === 'true') return true;
  return text === '0' || text === 'false' ? false : undefined;
}

/** An element's own text; bytes are read as UTF-8, since clients write either. */
export function contentText(element: WbxmlElement): string {
  if (element.text !== undefined) return element.text;
  return element.opaque === undefined ? '' : new TextDecoder('utf-8').decode(element.opaque);
}

/** An element's own bytes; text is written as UTF-8. */
export function contentBytes(element: WbxmlElement): Uint8Array {
  return element.opaque ?? new TextEncoder().encode(element.text ?? '');
}
