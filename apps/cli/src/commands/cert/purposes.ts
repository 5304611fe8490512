import { EXT_KEY_USAGE } from '@signet/pki';

/** Extended key usages by the names that RFC 5280 §4.2.1.12 and Microsoft give them. */
const PURPOSES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(EXT_KEY_USAGE).filter(([name]) => name !== 'any'),
);

export const PURPOSE_NAMES: string = Object.keys(PURPOSES).join(', ');

export const GIVE_PURPOSE: string = `Give an OID or one of ${PURPOSE_NAMES}.`;

/** The OID of a purpose that was given by name or as dotted decimal; nothing for anything else. */
export function findPurpose(text: string): string | undefined {
  return Object.hasOwn(PURPOSES, text) ? PURPOSES[text] : isObjectIdentifier(text) ? text : undefined;
}

export function isObjectIdentifier(text: string): boolean {
  return /^[0-2](\.(0|[1-9]\d{0,38})){1,64}$/.test(text);
}
