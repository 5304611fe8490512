import { attributeOf, childElements, isNamed, parseXml, type XmlElement, type XmlLimits } from '@signet/xml';
import { refuse } from '../refusal.ts';
import { NAMESPACES } from '../vocabulary.ts';
import { findChild, optionalText, requireChild, unexpected } from './children.ts';

/** A SOAP 1.2 message, taken apart; nothing of it is believed yet. */
export interface Envelope {
  readonly document: XmlElement;
  /** WS-Addressing 1.0. */
  readonly action: string | undefined;
  /** Goes back as RelatesTo. */
  readonly messageId: string | undefined;
  readonly to: XmlElement | undefined;
  readonly replyTo: string | undefined;
  readonly security: XmlElement | undefined;
  /** What Body holds: exactly one element. */
  readonly payload: XmlElement;
}

/** Throws `XmlError` and `MessageShapeError`; `MessageRefusal` for a header that had to be understood and is not. */
export function readEnvelope(text: string): Envelope {
  const document = parseXml(text, LIMITS);
  if (!isNamed(document, NAMESPACES.soap, 'Envelope')) throw unexpected('no SOAP 1.2 Envelope');
  const header = requireChild(document, NAMESPACES.soap, 'Header');
  refuseUnknownHeaders(header);
  const addressing = (name: string): XmlElement | undefined => findChild(header, NAMESPACES.addressing, name);
  const replyTo = addressing('ReplyTo');
  const messageIds = [addressing('MessageID'), addressing('messageID')].filter((id) => id !== undefined);
  if (messageIds.length > 1) throw unexpected('two MessageID');
  return {
    document,
    action: optionalText(addressing('Action')),
    // MSAL for Java spells it messageID.
    messageId: optionalText(messageIds[0])?.slice(0, MAX_MESSAGE_ID_LENGTH),
    to: addressing('To'),
    replyTo: replyTo && optionalText(requireChild(replyTo, NAMESPACES.addressing, 'Address')),
    security: findChild(header, NAMESPACES.security, 'Security'),
    payload: onlyElement(requireChild(document, NAMESPACES.soap, 'Body')),
  };
}

/** SOAP 1.2 part 1 §5.2.3, §5.4.8. */
function refuseUnknownHeaders(header: XmlElement): void {
  for (const block of childElements(header)) {
    const mustUnderstand = attributeOf(block, 'mustUnderstand', NAMESPACES.soap)?.trim();
    if (mustUnderstand !== '1' && mustUnderstand !== 'true') continue;
    const isKnown =
      (block.namespaceUri === NAMESPACES.addressing && ADDRESSING_HEADERS.has(block.localName)) ||
      isNamed(block, NAMESPACES.security, 'Security');
    if (isKnown) continue;
    refuse(
      'soap-header-not-understood',
      'soap-headers',
      'SOAP 1.2 part 1 §5.2.3: mustUnderstand',
      `The header ${block.localName.slice(0, 64)} is not known here.`,
    );
  }
}

function onlyElement(body: XmlElement): XmlElement {
  const [only, second] = childElements(body);
  if (only === undefined || second !== undefined) throw unexpected('Body must hold one element');
  return only;
}

const ADDRESSING_HEADERS: ReadonlySet<string> = new Set([
  'Action',
  'MessageID',
  'messageID',
  'To',
  'ReplyTo',
  'From',
  'FaultTo',
]);

/** A request is 2 KB; with a certificate, its chain and a signature 12 KB. */
export const MAX_MESSAGE_BYTES: number = 65_536;

const LIMITS: XmlLimits = Object.freeze({
  length: MAX_MESSAGE_BYTES,
  depth: 32, // the deepest part, a transform of a signature in a header, stands at 9
  attributesPerElement: 16, // WCF writes four
  namespacesInScope: 32, // about ten are in use
  namespaceDeclarations: 256, // MSAL for .NET repeats them on elements: some thirty
});

const MAX_MESSAGE_ID_LENGTH = 256; // `urn:uuid:` and a GUID; it goes back in the answer
