import { GraphError } from '../graph-error.ts';
import type { AnyOperation } from '../operation.ts';
import { type Caller, isCaller, isGlobalAdministrator } from './caller.ts';

/** Scope and role together: neither a strong token of a weak user nor the reverse opens anything. */
export function checkPermission(
  operation: AnyOperation,
  caller: Caller,
  params: Readonly<Record<string, string>>,
): void {
  const onSelf = operation.access === 'everyone' || isCaller(caller, params['userId'] ?? '');
  const { least, accepted, alsoOneOf, onSelf: forSelf = [] } = operation.permissions;
  checkScopes([least, ...accepted, ...(onSelf ? forSelf : [])], caller);
  if (alsoOneOf) checkScopes(alsoOneOf, caller);
  if (operation.access === 'everyone' || isGlobalAdministrator(caller)) return;
  if (operation.access === 'self' && onSelf) return;
  throw denied('Insufficient privileges to complete the operation: it needs the role Global Administrator.');
}

function checkScopes(scopes: readonly string[], caller: Caller): void {
  if (scopes.some((scope) => caller.scopes.has(scope.toLowerCase()))) return;
  throw denied(`The access token has none of the scopes that allow this: ${scopes.join(', ')}.`);
}

function denied(message: string): GraphError {
  return new GraphError('Authorization_RequestDenied', message);
}
