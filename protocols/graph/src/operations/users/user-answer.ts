import type { User } from '@signet/identity';
import type { Query } from '../../odata/query.ts';
import { selectFrom } from '../../odata/select.ts';
import type { Answer } from '../../operation.ts';
import { selectedUserProperties, userJson } from './user-json.ts';

/** One user with the properties that were asked for, or those that come by themselves. */
export function userAnswer(user: User, { select }: Pick<Query, 'select'>): Answer {
  return { context: 'users/$entity', body: selectFrom(userJson(user), selectedUserProperties(select)) };
}
