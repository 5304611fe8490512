import type { Operations } from './graph-api.ts';

/** Calls Graph with the administrator's token. */
export interface GraphClient {
  /** Throws `GraphError` for what the server refuses, `TypeError` when it cannot be reached. */
  call<Key extends keyof Operations>(operation: Key, input: Input<Key>): Promise<Operations[Key]['answer']>;
  /** The next page of a collection, at the address that the page before it named. */
  follow<Answer>(nextLink: string): Promise<Answer>;
}

/** What an operation takes; parts that it does not know stay out. */
export type Input<Key extends keyof Operations> = Part<'path', Operations[Key]['path']> &
  QueryPart<Operations[Key]['query']> &
  Part<'body', Operations[Key]['body']>;

type Part<Name extends string, Value> = unknown extends Value
  ? unknown
  : Value extends undefined
    ? unknown
    : { readonly [name in Name]: Value };
type QueryPart<Value> = unknown extends Value ? unknown : { readonly query?: Value };

/** What Graph answered instead; the message is for the administrator. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
  readonly status: number;
  /** `Authorization_RequestDenied` */
  readonly code: string;
  readonly requestId: string | undefined;

  constructor(facts: { status: number; code: string; message: string; requestId: string | undefined }) {
    super(facts.message);
    this.status = facts.status;
    this.code = facts.code;
    this.requestId = facts.requestId;
  }
}

export function createGraphClient(getToken: () => Promise<string>): GraphClient {
  const send = async (method: string, url: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${await getToken()}`,
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw await readError(response);
    const text = await response.text();
    return text === '' ? undefined : JSON.parse(text);
  };
  return {
    async call<Key extends keyof Operations>(operation: Key, input: Input<Key>) {
      const { path = {}, query = {}, body } = input as LooseInput;
      const [method = '', pattern = ''] = operation.split(' ');
      return (await send(
        method,
        `${fillPath(pattern, path)}${searchOf(query)}`,
        body,
      )) as Operations[Key]['answer'];
    },
    follow: async <Answer>(nextLink: string) => {
      // Only the path is taken over: the token goes to no other origin.
      const { pathname, search } = new URL(nextLink);
      return (await send('GET', `${pathname}${search}`)) as Answer;
    },
  };
}

interface LooseInput {
  readonly path?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

function fillPath(pattern: string, path: Readonly<Record<string, unknown>>): string {
  return pattern.replaceAll(/\{([^}]+)\}/g, (_whole, name: string) => encodeURIComponent(String(path[name])));
}

function searchOf(query: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return given.length === 0
    ? ''
    : `?${given.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&')}`;
}

async function readError(response: Response): Promise<GraphError> {
  const requestId = response.headers.get('request-id') ?? undefined;
  const body: unknown = await response.json().catch(() => undefined);
  const error = isErrorBody(body) ? body.error : undefined;
  return new GraphError({
    status: response.status,
    code: error?.code ?? 'unknown',
    message: error?.message ?? `The server answered ${response.status}.`,
    requestId,
  });
}

function isErrorBody(body: unknown): body is { error: { code: string; message: string } } {
  return typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'object';
}
