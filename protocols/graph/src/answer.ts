import { type Handler, HttpError, type RequestContext } from '@signet/http';
import { type Directory, DirectoryError } from '@signet/identity';
import { authenticate } from './access/authenticate.ts';
import { checkPermission } from './access/permission.ts';
import { type AuditedRequest, auditEntry, isAuditedRefusal } from './audit.ts';
import { badRequest, GraphError } from './graph-error.ts';
import { parseQuery } from './odata/query.ts';
import { selectFrom, selectSuffix } from './odata/select.ts';
import type { Answer, AnyOperation, ApiVersion, Call } from './operation.ts';
import type { GraphOptions } from './options.ts';
import { readInput } from './read-json.ts';
import { answerResponse, errorResponse } from './response.ts';

/** The handler of one operation: token, scope and role, query, body, the work, the audit row, the answer. */
export function createHandler(operation: AnyOperation, version: ApiVersion, options: GraphOptions): Handler {
  const root = `${options.origins.graph[0]}/${version}`;
  return (request, context, params) =>
    withErrors(options, context, async () => {
      const caller = await authenticate(request, context.now, options);
      const audited: AuditedRequest = { operation, caller, context, params };
      const answer = await refusalsAudited(audited, options, async () => {
        checkPermission(operation, caller, params);
        const query = readQuery(operation, request);
        const body = operation.input === undefined ? undefined : await readInput(request, operation.input);
        const { random, revocation, crlAddresses } = options;
        const services = { random, revocation, crlAddresses };
        const call = { ...services, caller, version, root, params, query, body, now: context.now };
        return run(operation, audited, options.directory, call);
      });
      const after = answer.afterwards?.();
      after?.catch((error: unknown) => options.onUnexpected(error, context));
      return answerResponse(operation, answer, root, context);
    });
}

/** Turns what was thrown into the error envelope; a fault of ours shows an id and nothing else. */
export async function withErrors(
  { onUnexpected }: Pick<GraphOptions, 'onUnexpected'>,
  context: RequestContext,
  work: () => Promise<Response>,
): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    const known = asGraphError(error);
    if (known !== undefined) return errorResponse(known, context);
    onUnexpected(error, context);
    const message = 'Something went wrong here; give the request id to your help desk.';
    return errorResponse(new GraphError('InternalServerError', message), context);
  }
}

function readQuery(operation: AnyOperation, request: Request): Call<unknown>['query'] {
  const { query = [], filter = {} } = operation;
  const parsed = parseQuery(new URL(request.url).searchParams, { options: query, filter });
  const eventual = request.headers.get('consistencylevel')?.toLowerCase() === 'eventual';
  if (parsed.count && operation.countIsAdvanced && !eventual) {
    throw new GraphError(
      'Request_UnsupportedQuery',
      '$count needs the header «ConsistencyLevel: eventual» here.',
    );
  }
  return parsed;
}

/** A change and its audit row are on disk together or not at all. */
async function run(
  operation: AnyOperation,
  audited: AuditedRequest,
  directory: Directory,
  call: Omit<Call<unknown>, 'directory'>,
): Promise<Answer> {
  if (operation.audit === undefined) return selected(await operation.handle({ ...call, directory }), call);
  const work = async (inside: Directory): Promise<Answer> => {
    // Outside of a transaction there is nothing to hold: such an operation does it in those of its own.
    if (!operation.outsideTransaction) await inside.tenants.hold(call.caller.user.tenantId);
    const answer = await operation.handle({ ...call, directory: inside });
    await inside.auditLog.add(auditEntry(audited, answer.target));
    return answer;
  };
  return operation.outsideTransaction ? work(directory) : directory.transaction(work);
}

/** Entities only: a collection brings its context with it and has selected already. */
function selected(answer: Answer, { query: { select } }: Pick<Call<unknown>, 'query'>): Answer {
  const { body, context } = answer;
  if (context === undefined || body === undefined || select === undefined) return answer;
  const name = context.replace(/\/\$entity$/, '');
  return { ...answer, context: `${name}${selectSuffix(select)}/$entity`, body: selectFrom(body, select) };
}

async function refusalsAudited(
  audited: AuditedRequest,
  { directory }: GraphOptions,
  work: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    const refusal = asGraphError(error);
    if (refusal !== undefined && isAuditedRefusal(audited.operation, refusal)) {
      await directory.auditLog.add(auditEntry(audited, undefined, refusal));
    }
    throw error;
  }
}

function asGraphError(error: unknown): GraphError | undefined {
  if (error instanceof GraphError) return error;
  if (error instanceof HttpError && error.code === 'invalid_request') return badRequest(error.message, error);
  if (!(error instanceof DirectoryError)) return undefined;
  if (error.code === 'already-exists') {
    return new GraphError('Request_Conflict', error.message, { cause: error });
  }
  return undefined;
}
