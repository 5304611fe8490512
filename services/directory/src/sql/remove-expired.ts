import type { UnixSeconds } from '@signet/pki';
import type { Sql } from './schema.ts';

/**
 * Statements of their own, not one transaction: each is right by itself, and none makes writers wait for
 * all. A grant goes when nothing is left that could use it: no session and no refresh token.
 */
export async function removeExpired(database: Sql, now: UnixSeconds): Promise<void> {
  await database.deleteFrom('one_time_state').where('expires_at', '<=', now).execute();
  await database.deleteFrom('replay').where('expires_at', '<=', now).execute();
  await database
    .deleteFrom('password_attempt')
    .where('at', '<=', now - ATTEMPT_SECONDS)
    .execute();
  await database.deleteFrom('partner_session').where('expires_at', '<=', now).execute();
  await database.deleteFrom('session_participant').where('expires_at', '<=', now).execute();
  await database
    .deleteFrom('session')
    .where('expires_at', '<=', now - SESSION_REMAINS_SECONDS)
    .execute();
  const isGone = now - DELETED_SECONDS;
  await database.deleteFrom('certificate_authority').where('deleted_at', '<=', isGone).execute();
  await database.deleteFrom('public_key_infrastructure').where('deleted_at', '<=', isGone).execute();
  await database.deleteFrom('refresh_token').where('expires_at', '<=', now).execute();
  await database
    .deleteFrom('grant')
    .where('created_at', '<=', now - GRANT_MINIMUM_SECONDS)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('refresh_token').select('sha256').whereRef('refresh_token.grant_id', '=', 'grant.id'),
        ),
      ),
    )
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('session').select('session.id').whereRef('session.id', '=', 'grant.session_id'))),
    )
    .execute();
}

/** Longer than any code lives: whoever redeems one must still find that its session was ended. */
const SESSION_REMAINS_SECONDS = 3600;
/** Longer than any limit looks back. */
const ATTEMPT_SECONDS = 86_400;
/** Microsoft documents thirty days in which a deleted CA or PKI can be restored. */
const DELETED_SECONDS = 30 * 86_400;

/** Longer than any authorization code lives: its reuse must still find the grant to revoke. */
const GRANT_MINIMUM_SECONDS = 86_400;
