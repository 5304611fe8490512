import { XmlError } from './error.ts';
import { XML_NAMESPACE } from './tree.ts';

/** Prefix to URI, all that is in scope; the default namespace under ''. `xml` is not listed. */
export type Namespaces = ReadonlyMap<string, string>;

/** `xmlns="…"` has the prefix ''. */
export interface NamespaceDeclaration {
  readonly prefix: string;
  readonly uri: string;
}

/**
 * What is in scope where these are declared. Throws `XmlError` for what Namespaces in XML 1.0 §2.2, §3 and §5
 * forbid, and for relative names.
 */
export function declareNamespaces(
  inherited: Namespaces,
  declarations: readonly NamespaceDeclaration[],
): Namespaces {
  if (declarations.length === 0) return inherited;
  const namespaces = new Map(inherited);
  const declared = new Set<string>();
  for (const { prefix, uri } of declarations) {
    if (declared.has(prefix)) refuse(`${prefix || 'the default namespace'} is declared twice`);
    declared.add(prefix);
    requireAllowed(prefix, uri);
    if (prefix === 'xml') continue; // allowed, means nothing, never rendered
    if (uri === '') namespaces.delete(prefix);
    else namespaces.set(prefix, uri);
  }
  return namespaces;
}

/** The namespace of a name's prefix. Throws `XmlError` when it is not declared. */
export function resolvePrefix(prefix: string, namespaces: Namespaces): string {
  if (prefix === '') return namespaces.get('') ?? '';
  if (prefix === 'xml') return XML_NAMESPACE;
  return namespaces.get(prefix) ?? refuse(`the prefix ${prefix} is not declared`);
}

function requireAllowed(prefix: string, uri: string): void {
  // Namespaces in XML §3: xml has its one namespace, which has no other prefix; xmlns is never declared.
  if ((prefix === 'xml') !== (uri === XML_NAMESPACE) || prefix === 'xmlns' || uri === XMLNS_NAMESPACE) {
    refuse(`the prefix ${prefix || 'of the default'} cannot have the namespace ${uri}`);
  }
  // §5: only the default namespace can be taken away, by `xmlns=""`.
  if (uri === '' && prefix !== '') refuse(`the prefix ${prefix} is taken away`);
  // Canonical XML 1.0 §1.3: relative namespace names have no canonical form.
  if (uri !== '' && !ABSOLUTE_URI.test(uri)) {
    throw new XmlError('relative-namespace-uri', `the namespace of ${prefix || 'the default'} is relative`);
  }
}

function refuse(problem: string): never {
  throw new XmlError('not-well-formed', `the document is not well-formed: ${problem}`);
}

const XMLNS_NAMESPACE = 'http://www.w3.org/2000/xmlns/';
const ABSOLUTE_URI = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s]+$/;
