import { type AccessToken, acquireToken } from '../connection/client.ts';
import { unreachable } from '../connection/discovery.ts';
import { CommandError, EXIT, type ExitCode } from '../exit-codes.ts';
import type { GlobalOptions } from '../installation.ts';

/** Microsoft Graph with the token of `signet connect`. What Graph refuses is a `CommandError` in its words. */
export interface GraphClient {
  readonly token: AccessToken;
  /** `path` is below the version: `/organization`. */
  get(path: string): Promise<GraphAnswer>;
  post(path: string, body?: unknown): Promise<GraphAnswer>;
  delete(path: string): Promise<GraphAnswer>;
}

export interface GraphAnswer {
  /** JSON; `undefined` where the answer has no content. */
  readonly body: unknown;
  /** The server's clock when it answered, Unix seconds: what Graph calls «now». */
  readonly serverTime: number;
}

export async function createGraphClient(options: Pick<GlobalOptions, 'data'>): Promise<GraphClient> {
  const token = await acquireToken(options);
  const call = (method: string, path: string, body?: unknown): Promise<GraphAnswer> =>
    callGraph(token, method, path, body);
  return {
    token,
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    delete: (path) => call('DELETE', path),
  };
}

async function callGraph(
  { accessToken, connection }: AccessToken,
  method: string,
  path: string,
  body: unknown,
): Promise<GraphAnswer> {
  const headers = new Headers({ authorization: `Bearer ${accessToken}`, accept: 'application/json' });
  if (body !== undefined) headers.set('content-type', 'application/json');
  const answer = await fetch(`${connection.graphUrl}/v1.0${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw unreachable(connection.graphUrl, cause);
  });
  const text = await answer.text();
  const value = text === '' ? undefined : parseJson(text);
  if (!answer.ok) throw graphError(answer, value);
  return { body: value, serverTime: serverTimeOf(answer) };
}

/** RFC 9110 §6.6.1: a proxy may have dropped the header; then the clock of this machine has to do. */
function serverTimeOf({ headers }: Response): number {
  const time = Date.parse(headers.get('date') ?? '');
  return Math.floor((Number.isNaN(time) ? Date.now() : time) / 1000);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Microsoft Graph: the envelope, with the request id that the server's log has. */
function graphError({ status, headers }: Response, value: unknown): CommandError {
  const { error } = (value ?? {}) as {
    readonly error?: { readonly code?: string; readonly message?: string };
  };
  const code = error?.code ?? `status ${status}`;
  const id = headers.get('request-id');
  const again = status === 401 ? ' Run «signet connect» again.' : '';
  return new CommandError(
    EXITS[status] ?? EXIT.failed,
    `Graph refused (${code}): ${error?.message ?? 'it did not say why.'}${again}${id === null ? '' : ` Request ${id}.`}`,
  );
}

const EXITS: Readonly<Record<number, ExitCode>> = {
  400: EXIT.usage,
  401: EXIT.refused,
  403: EXIT.refused,
  404: EXIT.notFound,
};
