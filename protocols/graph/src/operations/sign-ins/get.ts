import { notFound } from '../../graph-error.ts';
import { type AnyOperation, defineOperation } from '../../operation.ts';
import { SIGN_IN } from '../../schemas/log.ts';
import { createNames } from './names.ts';
import { READ_SIGN_INS } from './permissions.ts';
import { signInJson } from './sign-in-json.ts';

export const getSignIn: AnyOperation = defineOperation({
  id: 'signIns_get',
  method: 'GET',
  path: '/auditLogs/signIns/{signInId}',
  versions: ['v1.0', 'beta'],
  summary: 'Reads one sign-in by the request id that the error page shows.',
  permissions: READ_SIGN_INS,
  access: 'administrator',
  query: ['select'],
  output: SIGN_IN,
  status: 200,
  async handle({ directory, caller, params, version }) {
    const id = params['signInId'] ?? '';
    const entry = await directory.signInLog.find(id);
    if (entry?.tenantId !== caller.user.tenantId) throw notFound(id);
    const names = await createNames(directory)(entry);
    return { context: 'auditLogs/signIns/$entity', body: signInJson(entry, names, version) };
  },
});
