import type { DerReader } from '../der/reader.ts';
import { TAG } from '../der/tags.ts';
import type { Extension } from './types.ts';

/**
 * Extensions, RFC 5280 §4.1.2.9: at least one, each identifier once. Used for certificates, CRLs and OCSP. `readOne`
 * reads the next of them, for who wants more of it than this list has.
 */
export function readExtensionList(
  reader: DerReader,
  readOne: (reader: DerReader) => Extension = readExtension,
): readonly Extension[] {
  const extensions: Extension[] = [];
  reader.within(TAG.sequence, () => {
    if (reader.atEnd) throw reader.fault('empty-sequence', 'Extensions without an extension');
    while (!reader.atEnd) {
      const start = reader.offset;
      if (extensions.length >= MAX_EXTENSIONS) throw reader.fault('too-many-elements', 'too many extensions');
      const extension = readOne(reader);
      // RFC 5280 §4.2: a second instance could say the opposite of the first.
      if (extensions.some(({ extnID }) => extnID === extension.extnID)) {
        throw reader.fault('duplicate-extension', `extension ${extension.extnID} appears twice`, start);
      }
      extensions.push(extension);
    }
  });
  return Object.freeze(extensions);
}

/** Extension, RFC 5280 §4.1, its value unread. */
export function readExtension(reader: DerReader): Extension {
  return reader.within(TAG.sequence, () => {
    const extnID = reader.readObjectIdentifier();
    // X.690 §11.5 forbids writing the default; an explicit FALSE is common enough in old PKIs to be let through.
    const critical = reader.hasTag(TAG.boolean) ? reader.readBoolean() : false;
    return Object.freeze({ extnID, critical, extnValue: reader.readOctetString() });
  });
}

/** Certificates in use carry about ten. */
const MAX_EXTENSIONS = 64;
