import type { Directory, RelyingPartyTrust } from '@signet/identity';
import { CommandError, EXIT } from '../../exit-codes.ts';

/** The trust that has this identifier, or whose id begins with what was typed. */
export async function findTrust(directory: Directory, typed: string): Promise<RelyingPartyTrust> {
  const tenants = await directory.tenants.list();
  const lists = await Promise.all(tenants.map(({ id }) => directory.relyingPartyTrusts.list(id)));
  const all = lists.flat();
  const named = all.filter(({ identifiers }) => identifiers.includes(typed));
  const begun = typed === '' ? [] : all.filter(({ id }) => id.startsWith(typed.toLowerCase()));
  const matches = named.length > 0 ? named : begun;
  const [match, another] = matches;
  if (match !== undefined && another === undefined) return match;
  if (match === undefined) {
    throw new CommandError(
      EXIT.notFound,
      `No relying party has the identifier «${typed}», or an id that begins so: «signet relying-party list» shows them.`,
    );
  }
  const names = matches.map(({ id, displayName }) => `${id} (${displayName})`).join(', ');
  throw new CommandError(EXIT.usage, `«${typed}» may mean ${names}: give more of the id.`);
}
