import { isAuthenticationContextId } from '@signet/identity';
import { badRequest, GraphError } from '../../graph-error.ts';
import { type AnyOperation, defineOperation } from '../../operation.ts';
import {
  AUTHENTICATION_CONTEXT,
  AUTHENTICATION_CONTEXT_CHANGES,
  type AuthenticationContextChanges,
  NEW_AUTHENTICATION_CONTEXT,
  type NewAuthenticationContext,
} from '../../schemas/authentication-context.ts';
import {
  CHANGE_CONTEXT,
  CONTEXTS_CONTEXT,
  CONTEXTS_PATH,
  contextJson,
  findContext,
  WRITE_CONTEXTS,
} from './context-json.ts';

export const createContext: AnyOperation = defineOperation<NewAuthenticationContext>({
  id: 'authenticationContextClassReferences_create',
  method: 'POST',
  path: CONTEXTS_PATH,
  versions: ['v1.0', 'beta'],
  summary: 'Adds an authentication context, c1 to c99.',
  permissions: WRITE_CONTEXTS,
  access: 'administrator',
  input: NEW_AUTHENTICATION_CONTEXT,
  output: AUTHENTICATION_CONTEXT,
  status: 201,
  audit: { ...CHANGE_CONTEXT, name: 'Add AuthenticationContextClassReference', operationType: 'Add' },
  async handle({ directory, caller, body }) {
    const { tenantId } = caller.user;
    const { id, displayName, description = '', isAvailable = false } = body;
    if (!isAuthenticationContextId(id)) throw badRequest('id: must be one of c1 to c99.');
    if (await directory.authenticationContexts.find(tenantId, id))
      throw new GraphError('Request_Conflict', `There is an authentication context ${id} already.`);
    const context = { tenantId, id, displayName, description, isAvailable };
    await directory.authenticationContexts.put(context);
    return { context: `${CONTEXTS_CONTEXT}/$entity`, body: contextJson(context), target: context };
  },
});

export const updateContext: AnyOperation = defineOperation<AuthenticationContextChanges>({
  id: 'authenticationContextClassReferences_update',
  method: 'PATCH',
  path: `${CONTEXTS_PATH}/{contextId}`,
  versions: ['v1.0', 'beta'],
  summary: 'Changes an authentication context; while it is not available nobody can ask for it.',
  permissions: WRITE_CONTEXTS,
  access: 'administrator',
  input: AUTHENTICATION_CONTEXT_CHANGES,
  status: 204,
  audit: { ...CHANGE_CONTEXT, name: 'Update AuthenticationContextClassReference', operationType: 'Update' },
  async handle({ directory, caller, params, body }) {
    const before = await findContext(directory, caller, params);
    const after = {
      ...before,
      displayName: body.displayName ?? before.displayName,
      description: body.description ?? before.description,
      isAvailable: body.isAvailable ?? before.isAvailable,
    };
    await directory.authenticationContexts.put(after);
    return { target: after };
  },
});

export const deleteContext: AnyOperation = defineOperation({
  id: 'authenticationContextClassReferences_delete',
  method: 'DELETE',
  path: `${CONTEXTS_PATH}/{contextId}`,
  versions: ['v1.0', 'beta'],
  summary: 'Deletes an authentication context: no token names it any more.',
  permissions: WRITE_CONTEXTS,
  access: 'administrator',
  status: 204,
  audit: { ...CHANGE_CONTEXT, name: 'Delete AuthenticationContextClassReference', operationType: 'Delete' },
  async handle({ directory, caller, params }) {
    const context = await findContext(directory, caller, params);
    await directory.authenticationContexts.remove(context.tenantId, context.id);
    return { target: context };
  },
});
