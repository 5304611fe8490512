/**
 * The field that was meant by one that is not known, or nothing. Passing over a slip would answer another question
 * than was asked, and with «crl» for «crls» a revoked certificate would be valid. A slip is a known name in other
 * letters (`CRLs`, `require-explicit-policy`), the singular of a plural, or the name of a flag or of RFC 5280 §6.1.1.
 */
export function findMeantField(name: string, known: readonly string[]): string | undefined {
  if (known.includes(name)) return undefined;
  const plain = plainOf(name);
  return known.find((field) => plainOf(field) === plain) ?? OTHER_NAMES.get(plain);
}

function plainOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[-_ ]/g, '')
    .replace(/^initial/, '');
}

const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['anchor', 'anchors'],
  ['intermediate', 'intermediates'],
  ['crl', 'crls'],
  ['policy', 'policies'],
  ['purpose', 'eku'],
  ['purposes', 'eku'],
  ['ekus', 'eku'],
  ['extkeyusage', 'eku'],
  ['extkeyusages', 'eku'],
  ['extendedkeyusage', 'eku'],
  ['extendedkeyusages', 'eku'],
  ['explicitpolicy', 'requireExplicitPolicy'],
  ['policymappinginhibit', 'inhibitPolicyMapping'],
  ['anypolicyinhibit', 'inhibitAnyPolicy'],
  ['policyset', 'policies'],
  ['userinitialpolicyset', 'policies'],
  ['noanchorconstraints', 'anchorConstraints'],
]);
