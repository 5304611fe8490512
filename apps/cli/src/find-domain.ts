import type { Directory, Domain } from '@signet/identity';
import { CommandError, EXIT } from './exit-codes.ts';

export async function findDomain({ domains }: Pick<Directory, 'domains'>, name: string): Promise<Domain> {
  const domain = await domains.find(name.replace(/\.$/, ''));
  if (domain) return domain;
  throw new CommandError(
    EXIT.notFound,
    `There is no domain ${name} here: check its spelling, or see «signet domain list».`,
  );
}

/** A name that nobody here has. Names are unique in the installation: a domain leads to one tenant. */
export async function checkDomainIsFree(
  { domains }: Pick<Directory, 'domains'>,
  name: string,
): Promise<void> {
  if (await domains.find(name))
    throw new CommandError(
      EXIT.usage,
      `There is a domain ${name} already: see «signet domain show ${name}».`,
    );
}
