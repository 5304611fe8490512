import { CommandError, EXIT } from '../exit-codes.ts';

/** Asks the token service where Graph is. Throws with what to do when the service cannot be reached. */
export async function findGraphUrl(url: string, tenant: string): Promise<string> {
  const address = `${url}/${tenant}/v2.0/.well-known/openid-configuration`;
  const answer = await fetch(address).catch((cause: unknown) => {
    throw unreachable(url, cause);
  });
  if (!answer.ok) {
    throw new CommandError(
      EXIT.notFound,
      `${url} knows no tenant ${tenant}: give its id or one of its domains with --tenant.`,
    );
  }
  const metadata = (await answer.json()) as { readonly msgraph_host?: unknown };
  const { msgraph_host: host } = metadata;
  if (typeof host === 'string' && URL.canParse(`https://${host}`)) return `https://${host}`;
  throw new CommandError(EXIT.failed, `${url} does not say where Microsoft Graph’s part is.`);
}

export function unreachable(url: string, cause: unknown): CommandError {
  const code = codeOf(cause);
  const isTrust = /CERT|SIGNED|SIGNATURE|ISSUER/.test(code);
  const remedy = isTrust
    ? 'its certificate is not trusted here: give the CA’s certificate with --ca'
    : 'is the server running there?';
  return new CommandError(EXIT.failed, `${url} cannot be reached (${code}); ${remedy}`, { cause });
}

/** `fetch` wraps the error of the connection. */
function codeOf(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code;
  }
  return String(error);
}
