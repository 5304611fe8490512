import type { CertificateAuthority, Directory } from '@signet/identity';
import { CommandError, EXIT } from './exit-codes.ts';

/** The trusted CA whose id or SKI is, or begins with, what was typed. */
export async function findAuthority(directory: Directory, typed: string): Promise<CertificateAuthority> {
  const id = typed.toLowerCase();
  const ski = typed.replace(/[\s:]/g, '').toUpperCase();
  const matches = (await directory.certificateAuthorities.listAll()).filter(
    (authority) =>
      (id !== '' && authority.id.startsWith(id)) || (ski !== '' && authority.issuerSki.startsWith(ski)),
  );
  const [match, another] = matches;
  if (match !== undefined && another === undefined) return match;
  if (match === undefined) {
    throw new CommandError(
      EXIT.notFound,
      `No trusted certificate authority has an id or SKI that begins with «${typed}»: «signet ca list» shows them.`,
    );
  }
  const names = matches.map((authority) => `${authority.id} (${authority.issuer})`).join(', ');
  throw new CommandError(EXIT.usage, `«${typed}» may mean ${names}: give more of the id.`);
}
