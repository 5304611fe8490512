import { CommandError, EXIT } from '../exit-codes.ts';

/** Asks the token service where Graph is. Throws with what to do when the service cannot be reached. */
export async function findGraphUrl(url: string, tenant: string): Promise<string> {
  const address = `${url}/${tenant}/v2.0/.well-known/openid-configuration`;
  const answer = await fetch(address).catch((cause: unknown) => {
    throw unreachable(url, cause);
  });
  const text = await answer.text();
  if (text.includes(NO_SUCH_TENANT)) {
    throw new CommandError(
      EXIT.notFound,
      `${url} knows no tenant ${tenant}: give its id or one of its domains with --tenant.`,
    );
  }
  const host = answer.ok ? readGraphHost(text) : undefined;
  if (typeof host === 'string' && URL.canParse(`https://${host}`)) return `https://${host}`;
  throw new CommandError(
    EXIT.failed,
    `${url} answers, but not as a token service with Graph (status ${answer.status}): give the address where people sign in with --url.`,
  );
}

function readGraphHost(text: string): unknown {
  try {
    return (JSON.parse(text) as { readonly msgraph_host?: unknown } | null)?.msgraph_host;
  } catch {
    return undefined;
  }
}

export function unreachable(url: string, cause: unknown): CommandError {
  const code = codeOf(cause);
  return new CommandError(EXIT.failed, `${url} cannot be reached (${code}); ${remedyOf(code)}`, {
    cause,
  });
}

function remedyOf(code: string): string {
  if (/CERT|SIGNED|SIGNATURE|ISSUER/.test(code)) {
    return 'its certificate is not trusted here: give the CA’s certificate with --ca';
  }
  if (/SSL|EPROTO/.test(code)) {
    return 'what listens there does not speak TLS: give the address where people sign in with --url';
  }
  // A server that expects TLS, or speaks something else altogether, hangs up.
  if (/ECONNRESET|UND_ERR_SOCKET|HPE_/.test(code)) {
    return 'something listens there, but no token service: give the address where people sign in with --url';
  }
  return 'is the server running there?';
}

/** `fetch` wraps the error of the connection. */
function codeOf(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code;
    if (at.cause === undefined) return at.message;
  }
  return String(error);
}

const NO_SUCH_TENANT = 'AADSTS90002';
