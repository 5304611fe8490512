import { badRequest } from '../graph-error.ts';

/** The properties that `$select` names, or all of them; throws `Request_BadRequest` for one that the item does not have. */
export function selectFrom(item: object, select: readonly string[] | undefined): object {
  if (select === undefined) return item;
  const entries = select.map((name) => {
    const found = Object.entries(item).find(([key]) => key.toLowerCase() === name.toLowerCase());
    if (found === undefined) throw badRequest(`Could not find a property named '${name}'.`);
    return found;
  });
  return Object.fromEntries(entries);
}

/** What follows the name of the collection in `@odata.context`. */
export function selectSuffix(select: readonly string[] | undefined): string {
  return select === undefined ? '' : `(${select.join(',')})`;
}
