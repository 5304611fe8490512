/** Extended key usages by the names that RFC 5280 §4.2.1.12 and Microsoft give them. */
const PURPOSES: Readonly<Record<string, string>> = {
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  codeSigning: '1.3.6.1.5.5.7.3.3',
  emailProtection: '1.3.6.1.5.5.7.3.4',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  OCSPSigning: '1.3.6.1.5.5.7.3.9',
  smartcardLogon: '1.3.6.1.4.1.311.20.2.2',
};

export const PURPOSE_NAMES: readonly string[] = Object.keys(PURPOSES);

/** The OID of a purpose that was given by name or as dotted decimal; nothing for anything else. */
export function findPurpose(text: string): string | undefined {
  return Object.hasOwn(PURPOSES, text) ? PURPOSES[text] : isObjectIdentifier(text) ? text : undefined;
}

export function isObjectIdentifier(text: string): boolean {
  return /^[0-2](\.(0|[1-9]\d{0,38})){1,64}$/.test(text);
}
