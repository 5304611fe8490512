import * as asn1js from 'asn1js';

/** The few shapes of DER that PKCS #12 and CMS are made of, over asn1js. */
type Part = asn1js.AsnType;

/** SEQUENCE, or SEQUENCE OF. */
export function sequence(...value: Part[]): Part {
  return new asn1js.Sequence({ value });
}

/** SET, in the order given: DER wants SET OF sorted, so whoever gives several sorts them. */
export function set(...value: Part[]): Part {
  return new asn1js.Set({ value });
}

/** OBJECT IDENTIFIER, from dotted decimal. */
export function oid(value: string): Part {
  return new asn1js.ObjectIdentifier({ value });
}

/** INTEGER. */
export function integer(value: number): Part {
  return new asn1js.Integer({ value });
}

/** OCTET STRING. */
export function octets(valueHex: Uint8Array): Part {
  return new asn1js.OctetString({ valueHex: toArrayBuffer(valueHex) });
}

/** NULL. */
export function nothing(): Part {
  return new asn1js.Null();
}

/** Time, from seconds since 1970. */
export function utcOrGeneralizedTime(seconds: number): Part {
  const valueDate = new Date(seconds * 1000);
  // RFC 5652 §11.3: UTCTime through 2049, GeneralizedTime after.
  return valueDate.getUTCFullYear() < 2050
    ? new asn1js.UTCTime({ valueDate })
    : new asn1js.GeneralizedTime({ valueDate });
}

/** BMPString: UTF-16, big end first. */
export function bmpString(value: string): Part {
  const characters = Buffer.from(value, 'utf16le').swap16();
  return new asn1js.BmpString({ value: '', valueHex: toArrayBuffer(characters) } as never);
}

/** `[tag] EXPLICIT`, or with several parts `[tag] IMPLICIT` of a SET or SEQUENCE. */
export function context(tagNumber: number, ...value: Part[]): Part {
  return new asn1js.Constructed({ idBlock: { tagClass: 3, tagNumber }, value });
}

/** `[tag] IMPLICIT OCTET STRING`. */
export function contextOctets(tagNumber: number, valueHex: Uint8Array): Part {
  return new asn1js.Primitive({ idBlock: { tagClass: 3, tagNumber }, valueHex: toArrayBuffer(valueHex) });
}

/** The DER of a part. */
export function encode(part: Part): Uint8Array {
  return new Uint8Array(part.toBER());
}

/** Something that is DER already. Throws `TypeError` for what is not. */
export function decode(der: Uint8Array): Part {
  const { offset, result } = asn1js.fromBER(toArrayBuffer(der));
  if (offset !== der.length) throw new TypeError('not one DER value');
  return result;
}

/** The members of a SEQUENCE. */
export function members(part: Part | undefined): readonly Part[] {
  if (!(part instanceof asn1js.Constructed)) throw new TypeError('not a constructed DER value');
  return part.valueBlock.value as Part[];
}

function toArrayBuffer(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
