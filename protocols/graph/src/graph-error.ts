/** The codes of the error envelope (Microsoft Graph) and the status that each is sent with. */
const STATUS = {
  InvalidAuthenticationToken: 401,
  Authorization_RequestDenied: 403,
  Request_BadRequest: 400,
  CannotDeleteOrUpdateEnabledEntitlement: 400,
  Request_UnsupportedQuery: 400,
  Request_ResourceNotFound: 404,
  Request_MethodNotAllowed: 405,
  Request_Conflict: 409,
  Request_TooLarge: 413,
  Request_UnsupportedMediaType: 415,
  FailedDependency: 424,
  InternalServerError: 500,
} as const;

export type GraphErrorCode = keyof typeof STATUS;

/** The one error of this package: what the client is told, in its words; `message` holds no secret. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
  readonly code: GraphErrorCode;
  readonly status: number;
  /** Headers that belong to the answer: `WWW-Authenticate` of a 401. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: GraphErrorCode,
    message: string,
    options: ErrorOptions & { readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message, options);
    this.code = code;
    this.status = STATUS[code];
    this.headers = options.headers ?? {};
  }
}

export function badRequest(message: string, cause?: unknown): GraphError {
  return new GraphError('Request_BadRequest', message, { cause });
}

export function notFound(what: string): GraphError {
  return new GraphError('Request_ResourceNotFound', `Resource '${what}' does not exist.`);
}
