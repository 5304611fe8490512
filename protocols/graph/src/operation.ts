import type { Directory, Random } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import type { RevocationService } from '@signet/revocation';
import type { z } from 'zod';
import type { Caller } from './access/caller.ts';
import type { FilterRules } from './odata/filter.ts';
import type { Query, QueryOption } from './odata/query.ts';
import type { GraphOptions } from './options.ts';

export type ApiVersion = 'v1.0' | 'beta';

/** One call of the API with everything that is known of it: how it is reached, who may, what it does. */
export interface Operation<Body = undefined> {
  /** Unique: `users_list`. */
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the version: `/users/{userId}`. */
  readonly path: string;
  /** Other addresses of the same call. */
  readonly otherPaths?: readonly string[];
  readonly versions: readonly ApiVersion[];
  /** For the documentation: one sentence. */
  readonly summary: string;
  readonly permissions: Permissions;
  /**
   * Beside the scope, for effective rights are both: `administrator` needs the role Global Administrator, `self` too
   * unless `{userId}` names the caller, `everyone` is every enabled user.
   */
  readonly access: 'administrator' | 'self' | 'everyone';
  readonly query?: readonly QueryOption[];
  readonly filter?: FilterRules;
  /** Microsoft Graph: on directory objects `$count` is an advanced query, which a header has to ask for. */
  readonly countIsAdvanced?: true;
  readonly input?: z.ZodType<Body>;
  /** 204 without `output`. */
  readonly output?: z.ZodType;
  readonly status: 200 | 201 | 202 | 204;
  /** Present exactly when something is changed: what the audit log calls it. */
  readonly audit?: Activity;
  /** A question that is asked by POST, as OData's functions with parameters are: nothing is changed, nothing audited. */
  readonly question?: true;
  /** Downloads or otherwise waits for others, so it must not hold a transaction. */
  readonly outsideTransaction?: true;
  readonly handle: (call: Call<Body>) => Promise<Answer>;
}

/** As Microsoft Graph names its permissions. */
export interface Permissions {
  readonly least: string;
  readonly accepted: readonly string[];
  /** Of these one is needed as well. */
  readonly alsoOneOf?: readonly string[];
  /** Enough where the caller acts on itself. */
  readonly onSelf?: readonly string[];
}

export interface Activity {
  readonly name: string;
  readonly category:
    | 'UserManagement'
    | 'GroupManagement'
    | 'DirectoryManagement'
    | 'ApplicationManagement'
    | 'Policy';
  readonly operationType: 'Add' | 'Update' | 'Delete';
  readonly targetType:
    | 'User'
    | 'Group'
    | 'Directory'
    | 'Domain'
    | 'Policy'
    | 'Application'
    | 'ServicePrincipal';
}

export interface Call<Body> {
  /** Of a writing operation: inside its transaction. */
  readonly directory: Directory;
  readonly random: Random;
  readonly revocation: RevocationService;
  readonly crlAddresses: GraphOptions['crlAddresses'];
  readonly caller: Caller;
  readonly version: ApiVersion;
  /** `https://graph.example/v1.0` */
  readonly root: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
  readonly now: UnixSeconds;
}

export interface Answer {
  /** After `$metadata#`; absent with `body`. */
  readonly context?: string;
  /** An entity, or what `collect` made of a collection. Absent: 204. */
  readonly body?: object;
  /** What was changed, for the audit log. */
  readonly target?: AuditTarget;
  /** Begun once the change is on disk; must not reject. */
  readonly afterwards?: () => Promise<void>;
}

export interface AuditTarget {
  readonly id: string;
  readonly displayName: string;
}

/** An operation whose body's type is forgotten, after `input` has been tied to `handle`. */
export type AnyOperation = Operation<unknown>;

export function defineOperation<Body = undefined>(operation: Operation<Body>): AnyOperation {
  return Object.freeze(operation) as unknown as AnyOperation;
}
