/** One tag of a code page. There is one object per tag, so that `===` compares tags. */
export interface WbxmlTag {
  /** Number of the code page. */
  readonly page: number;
  /** 0x05 to 0x3F. */
  readonly code: number;
  /** `AirSync:SyncKey`: what people read; the bytes hold page and code. */
  readonly name: string;
}

/** The tags of one page by the names that MS-ASWBXML gives them: `AirSync.SyncKey`. */
export type CodePage<Name extends string> = Readonly<Record<Name, WbxmlTag>>;

export type AnyCodePage = CodePage<string>;

/** `codes` are the bytes, 0x05 to 0x3F. */
export function defineCodePage<Name extends string>(
  page: number,
  pageName: string,
  codes: Readonly<Record<Name, number>>,
): CodePage<Name> {
  const tags: Partial<Record<Name, WbxmlTag>> = {};
  for (const name of Object.keys(codes) as Name[]) {
    tags[name] = Object.freeze({ page, code: codes[name], name: `${pageName}:${name}` });
  }
  return Object.freeze(tags) as CodePage<Name>;
}
