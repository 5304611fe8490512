import { collect } from '../../odata/collect.ts';
import { type AnyOperation, defineOperation } from '../../operation.ts';
import { AUTHENTICATION_CONTEXT, AUTHENTICATION_CONTEXTS } from '../../schemas/authentication-context.ts';
import { CONTEXTS_CONTEXT, CONTEXTS_PATH, contextJson, findContext, READ_CONTEXTS } from './context-json.ts';

export const listContexts: AnyOperation = defineOperation({
  id: 'authenticationContextClassReferences_list',
  method: 'GET',
  path: CONTEXTS_PATH,
  versions: ['v1.0', 'beta'],
  summary: 'Lists the authentication contexts; each that is available demands multi-factor authentication.',
  permissions: READ_CONTEXTS,
  access: 'administrator',
  query: ['select', 'filter', 'top', 'skiptoken', 'count'],
  filter: { id: ['eq'], displayName: ['eq', 'startsWith'], isAvailable: ['eq'] },
  output: AUTHENTICATION_CONTEXTS,
  status: 200,
  async handle({ directory, caller, root, query }) {
    const contexts = await directory.authenticationContexts.list(caller.user.tenantId);
    const place = { root, path: CONTEXTS_PATH, context: CONTEXTS_CONTEXT, query };
    return { body: collect(place, contexts.map(contextJson)) };
  },
});

export const getContext: AnyOperation = defineOperation({
  id: 'authenticationContextClassReferences_get',
  method: 'GET',
  path: `${CONTEXTS_PATH}/{contextId}`,
  versions: ['v1.0', 'beta'],
  summary: 'Reads an authentication context.',
  permissions: READ_CONTEXTS,
  access: 'administrator',
  query: ['select'],
  output: AUTHENTICATION_CONTEXT,
  status: 200,
  async handle({ directory, caller, params }) {
    const context = await findContext(directory, caller, params);
    return { context: `${CONTEXTS_CONTEXT}/$entity`, body: contextJson(context) };
  },
});
