import { HttpError, type RequestContext, readForm } from '@signet/http';

/** Why a request with a bearer token is refused (RFC 6750 §3.1); `missing` says nothing of errors to who said nothing. */
export type BearerFault = 'missing' | 'invalid_request' | 'invalid_token' | 'insufficient_scope';

export class BearerError extends Error {
  override readonly name = 'BearerError';
  readonly fault: BearerFault;
  /** The scope that is wanted. */
  readonly scope: string | undefined;

  constructor(fault: BearerFault, description: string, scope?: string) {
    super(description);
    this.fault = fault;
    this.scope = scope;
  }
}

/**
 * RFC 6750 §2.1 and §2.2: the token of the Authorization header, or of the form of a POST. Never that of an address,
 * which ends up in logs (§2.3). Throws `BearerError`.
 */
export async function readBearerToken(request: Request): Promise<string> {
  const inHeader = readHeader(request.headers.get('authorization'));
  const inForm = await readFormToken(request);
  // §2: a client must not use more than one way in a request.
  if (inHeader !== undefined && inForm !== undefined)
    throw new BearerError('invalid_request', 'The access token was sent in two ways.');
  const token = inHeader ?? inForm;
  if (token === undefined) throw new BearerError('missing', 'An access token is needed.');
  return token;
}

/** §3: the challenge, and the same as JSON for who does not read headers. */
export function bearerErrorResponse(error: BearerError, { requestId }: RequestContext): Response {
  const { fault, message, scope } = error;
  const parameters = [
    'realm="userinfo"',
    ...(fault === 'missing' ? [] : [`error="${fault}"`, `error_description="${message}"`]),
    ...(scope === undefined ? [] : [`scope="${scope}"`]),
  ];
  const body = fault === 'missing' ? {} : { error: fault, error_description: message };
  const headers = {
    'www-authenticate': `Bearer ${parameters.join(', ')}`,
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-ms-request-id': requestId,
  };
  return new Response(JSON.stringify(body), { status: STATUS[fault], headers });
}

function readHeader(authorization: string | null): string | undefined {
  if (authorization === null || !/^Bearer\b/i.test(authorization)) return undefined;
  const token = /^Bearer +([A-Za-z0-9._~+/-]+=*) *$/i.exec(authorization)?.[1];
  if (token === undefined)
    throw new BearerError('invalid_request', 'The Authorization header cannot be read.');
  return token;
}

async function readFormToken(request: Request): Promise<string | undefined> {
  const contentType = request.headers.get('content-type') ?? '';
  if (request.method !== 'POST' || !/^\s*application\/x-www-form-urlencoded\b/i.test(contentType))
    return undefined;
  try {
    return (await readForm(request, MAX_FORM_BYTES)).get('access_token');
  } catch (error) {
    if (error instanceof HttpError) throw new BearerError('invalid_request', 'The form cannot be read.');
    throw error;
  }
}

const STATUS = {
  missing: 401,
  invalid_request: 400,
  invalid_token: 401,
  insufficient_scope: 403,
} as const satisfies Record<BearerFault, number>;

/** A token with two hundred groups has some 12 KB. */
const MAX_FORM_BYTES = 64 * 1024;
