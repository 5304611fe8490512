import type { Form, Handler, RequestContext, Routes } from '@signet/http';
import { isSpaOriginOf, type SignInFace } from '@signet/identity';
import { spaPreflight, withSpaCors } from '../cors.ts';
import { answerForm } from '../json-endpoint.ts';
import { OAuthError } from '../oauth-error.ts';
import type { OidcOptions } from '../options.ts';
import { resolveTenantSegment } from '../tenant-segment.ts';
import { ENDPOINT_BASE, type EndpointVersion } from '../version-1.ts';
import { authenticateClient } from './client-authentication.ts';
import type { GrantRequest } from './grant-request.ts';

/** A form from a client, before anything of it is believed. */
export interface ClientForm {
  readonly form: Form;
  readonly http: Request;
  readonly context: RequestContext;
  /** The first segment of the path. */
  readonly tenant: string | undefined;
  readonly version: EndpointVersion;
}

/** The routes of an endpoint where clients post forms and read JSON; `name` is the end of its path. */
export function clientEndpoint(
  name: string,
  version: EndpointVersion,
  answer: (asked: ClientForm) => Promise<unknown>,
  options: OidcOptions,
): Routes {
  const pattern = `/{tenant}${ENDPOINT_BASE[version]}/${name}`;
  const { directory } = options;
  const handler: Handler = async (http, context, { tenant }) =>
    withSpaCors(
      await answerForm(http, context, options, (form) => answer({ form, http, context, tenant, version })),
      http,
      directory,
    );
  return [
    { listener: 'login', method: 'OPTIONS', pattern, handler: spaPreflight(directory) },
    { listener: 'login', method: 'POST', pattern, handler },
    // For clients that prove themselves by certificate in the handshake (RFC 8705 §5); no browser is one.
    { listener: 'certificate', method: 'POST', pattern, handler },
  ];
}

/** Who asks: the tenant of the address, then the client with its proof. Throws what both of them throw. */
export async function readClientRequest(
  { form, http, context, tenant, version }: ClientForm,
  face: SignInFace,
  options: OidcOptions,
): Promise<GrantRequest> {
  const segment = await resolveTenantSegment(tenant, options.directory);
  const asked = { http, context, form, segment, version };
  const authenticated = await authenticateClient(asked, face, options);
  const origin = http.headers.get('origin');
  // A page of another application's origin has no business with this one's tokens.
  if (origin !== null && !isSpaOriginOf(authenticated.client, origin)) throw new OAuthError('origin-not-spa');
  return { ...asked, ...authenticated };
}
