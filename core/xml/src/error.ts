export type XmlErrorCode =
  | 'too-large'
  | 'too-deep'
  | 'too-many-attributes'
  | 'too-many-namespaces'
  | 'not-unicode'
  | 'doctype'
  | 'processing-instruction'
  | 'comment'
  | 'cdata'
  | 'unsupported-declaration'
  | 'relative-namespace-uri'
  | 'not-well-formed'
  | 'illegal-character'
  | 'unexpected-shape'
  | 'invalid-value'
  | 'not-canonicalizable';

/** Thrown for text that is not the XML we take, and for values that can't be written as XML. */
export class XmlError extends Error {
  override readonly name = 'XmlError';
  readonly code: XmlErrorCode;

  constructor(code: XmlErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
