import type { Form, RequestContext } from '@signet/http';
import type { TenantSegment } from '../tenant-segment.ts';
import type { EndpointVersion } from '../version-1.ts';
import type { AuthenticatedClient } from './client-authentication.ts';

/** What every grant of the token endpoint is given, the client already authenticated. */
export interface GrantRequest extends AuthenticatedClient {
  readonly http: Request;
  readonly context: RequestContext;
  readonly form: Form;
  readonly segment: TenantSegment;
  /** Of the endpoint that was asked. */
  readonly version: EndpointVersion;
}
