import type { UnixSeconds } from '@signet/pki';
import { HttpError } from './http-error.ts';
import { plainAnswer } from './plain-answer.ts';

/**
 * What a face knows of a request beside the web-standard `Request`. Everything here comes from the
 * connection or from our own configuration, never from a header that a client could set.
 */
export interface RequestContext {
  /** GUID of this request: `x-ms-request-id`, the trace id of errors, the id on the error page. */
  readonly requestId: string;
  /** The client's `client-request-id` (header or query) when it is a GUID, else the request id. */
  readonly correlationId: string;
  readonly remoteAddress: string;
  readonly listener: ListenerName;
  /** Which of the listener's own host names the request was sent to, lower case, without the port. */
  readonly hostname: string;
  /**
   * DER of what the client sent in the TLS handshake, leaf first: empty when it sent none, and on the
   * `login` listener, which never asks.
   */
  readonly peerCertificates: readonly Uint8Array[];
  /** When the request arrived; every check of one request uses this one time. */
  readonly now: UnixSeconds;
}

/** `login` never asks for a client certificate, `certificate` always does. */
export type ListenerName = 'login' | 'certificate';

export type Handler = (
  request: Request,
  context: RequestContext,
  /** Values of the pattern's `{…}` segments, percent-decoded. */
  params: Readonly<Record<string, string>>,
) => Response | Promise<Response>;

export interface Route {
  readonly listener: ListenerName;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  /**
   * `/{tenant}/oauth2/v2.0/token`. Literal segments match without regard to case and win over `{…}`; a
   * trailing slash does not matter. HEAD is answered by the GET handler.
   */
  readonly pattern: string;
  readonly handler: Handler;
  /** For routes that take more or less than the listener's limit of 1 MB. */
  readonly maxBodyBytes?: number;
}

/** Each face exports one function that takes its services and returns its routes. */
export type Routes = readonly Route[];

export interface Router {
  /**
   * Runs the handler, or answers 404, or 405 with `Allow`, by a small page or JSON as the client accepts.
   * What a handler throws passes through: the listener turns it into 400, 413 or 500.
   */
  answer(request: Request, context: RequestContext): Promise<Response>;
  /** The limit of the route that would answer; `undefined` for the listener's own. */
  maxBodyBytes(request: RequestTarget): number | undefined;
}

export interface RequestTarget {
  readonly listener: ListenerName;
  readonly method: string;
  /** As in the URL, percent-encoded. */
  readonly pathname: string;
}

/**
 * First segments of addresses that are somebody else's by custom, in lower case, and what a 404 below them says: no
 * `{…}` takes them, so that `/adfs/oauth2/token` never asks for a tenant called «adfs».
 */
export type ReservedSegments = Readonly<Record<string, string>>;

/** Throws `TypeError` for a pattern that is malformed or taken: both are mistakes in our own code. */
export function createRouter(routes: Routes, reserved: ReservedSegments = {}): Router {
  const sentences = new Map(Object.entries(reserved));
  const trees: Record<ListenerName, Node> = { login: newNode(), certificate: newNode() };
  for (const route of routes) addRoute(trees[route.listener], route);
  return {
    async answer(request, context) {
      const target = {
        listener: context.listener,
        method: request.method,
        pathname: new URL(request.url).pathname,
      };
      const found = findRoute(trees[context.listener], target, sentences);
      if (found.outcome === 'no-path') {
        const sentence = sentences.get(firstSegment(target.pathname)) ?? NOT_FOUND;
        return plainAnswer(request, context, { status: 404, error: 'not_found', sentence });
      }
      if (found.outcome === 'no-method') {
        const headers = { allow: found.allow.join(', ') };
        return plainAnswer(request, context, {
          status: 405,
          error: 'method_not_allowed',
          sentence: NOT_ALLOWED,
          headers,
        });
      }
      return found.route.handler(request, context, found.params);
    },
    maxBodyBytes(target) {
      const found = findRoute(trees[target.listener], target, sentences);
      return found.outcome === 'route' ? found.route.maxBodyBytes : undefined;
    },
  };
}

type Found =
  | { readonly outcome: 'route'; readonly route: Route; readonly params: Readonly<Record<string, string>> }
  | { readonly outcome: 'no-method'; readonly allow: readonly string[] }
  | { readonly outcome: 'no-path' };

/** One path segment; `routes` by method when a pattern ends here. */
interface Node {
  readonly literals: Map<string, Node>;
  parameter: Node | undefined;
  readonly routes: Map<string, Route>;
}

function newNode(): Node {
  return { literals: new Map(), parameter: undefined, routes: new Map() };
}

function addRoute(root: Node, route: Route): void {
  if (!PATTERN.test(route.pattern)) throw new TypeError(`malformed route pattern ${route.pattern}`);
  let node = root;
  for (const segment of segmentsOf(route.pattern)) node = childFor(node, segment);
  if (node.routes.has(route.method)) {
    throw new TypeError(`two routes for ${route.method} ${route.pattern} on the ${route.listener} listener`);
  }
  node.routes.set(route.method, route);
}

function childFor(node: Node, segment: string): Node {
  if (isParameter(segment)) {
    node.parameter ??= newNode();
    return node.parameter;
  }
  const literal = segment.toLowerCase();
  const child = node.literals.get(literal) ?? newNode();
  node.literals.set(literal, child);
  return child;
}

function findRoute(
  root: Node,
  { method, pathname }: RequestTarget,
  reserved: ReadonlyMap<string, string>,
): Found {
  const segments = segmentsOf(pathname).map(decodeSegment);
  const first = firstSegment(pathname);
  const literal = root.literals.get(first);
  const ends = reserved.has(first)
    ? [...(literal === undefined ? [] : endsOf(literal, segments, 1))]
    : [...endsOf(root, segments, 0)];
  const wanted = method === 'HEAD' ? 'GET' : method;
  const route = ends.find((end) => end.routes.has(wanted))?.routes.get(wanted);
  if (route !== undefined) return { outcome: 'route', route, params: paramsOf(route.pattern, segments) };
  if (ends.length === 0) return { outcome: 'no-path' };
  return { outcome: 'no-method', allow: methodsOf(ends) };
}

/** Every end of a pattern that the path fits, literals before parameters at each segment. */
function* endsOf(node: Node, segments: readonly string[], index: number): Generator<Node> {
  const segment = segments[index];
  if (segment === undefined) {
    if (node.routes.size > 0) yield node;
    return;
  }
  const literal = node.literals.get(segment.toLowerCase());
  if (literal !== undefined) yield* endsOf(literal, segments, index + 1);
  if (node.parameter !== undefined && segment !== '') yield* endsOf(node.parameter, segments, index + 1);
}

function methodsOf(ends: readonly Node[]): string[] {
  const methods = new Set(ends.flatMap((end) => [...end.routes.keys()]));
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods].sort();
}

function paramsOf(pattern: string, segments: readonly string[]): Readonly<Record<string, string>> {
  // Without a prototype, so that a parameter called `constructor` is absent where no pattern names it.
  const params: Record<string, string> = Object.create(null);
  for (const [index, name] of segmentsOf(pattern).entries()) {
    const value = segments[index];
    if (isParameter(name) && value !== undefined) params[name.slice(1, -1)] = value;
  }
  return Object.freeze(params);
}

function segmentsOf(path: string): string[] {
  const inner = path.replace(/^\//, '').replace(/\/$/, '');
  return inner === '' ? [] : inner.split('/');
}

function firstSegment(path: string): string {
  return decodeSegment(segmentsOf(path)[0] ?? '').toLowerCase();
}

function isParameter(segment: string): boolean {
  return segment.startsWith('{');
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (cause) {
    throw new HttpError('invalid_request', 'The path is not percent-encoded UTF-8.', { cause });
  }
}

const PATTERN = /^\/(?:(?:[^/{}?#\s]+|\{\w+\})(?:\/(?:[^/{}?#\s]+|\{\w+\}))*\/?)?$/;

const NOT_FOUND = 'There is nothing at this address.';
const NOT_ALLOWED = 'This address does not take requests of this kind.';
