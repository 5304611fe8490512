import type { DerReader } from '../der/reader.ts';
import { TAG } from '../der/tags.ts';
import type { Extension } from './types.ts';

/** Extensions, RFC 5280 §4.1.2.9: at least one, each identifier once. Used for certificates and CRLs. */
export function readExtensionList(reader: DerReader): readonly Extension[] {
  const extensions: Extension[] = [];
  const seen = new Set<string>();
  reader.within(TAG.sequence, () => {
    if (reader.atEnd) throw reader.fault('empty-sequence', 'Extensions without an extension');
    while (!reader.atEnd) {
      const start = reader.offset;
      if (extensions.length >= MAX_EXTENSIONS) throw reader.fault('too-many-elements', 'too many extensions');
      const extension = reader.within(TAG.sequence, () => readExtension(reader));
      // RFC 5280 §4.2: a second instance could say the opposite of the first.
      if (seen.has(extension.extnID)) {
        throw reader.fault('duplicate-extension', `extension ${extension.extnID} appears twice`, start);
      }
      seen.add(extension.extnID);
      extensions.push(extension);
    }
  });
  return Object.freeze(extensions);
}

function readExtension(reader: DerReader): Extension {
  const extnID = reader.readObjectIdentifier();
  // X.690 §11.5 forbids writing the default; an explicit FALSE is common enough in old PKIs to be let through.
  const critical = reader.hasTag(TAG.boolean) ? reader.readBoolean() : false;
  return Object.freeze({ extnID, critical, extnValue: reader.readOctetString() });
}

/** Certificates in use carry about ten. */
const MAX_EXTENSIONS = 64;
