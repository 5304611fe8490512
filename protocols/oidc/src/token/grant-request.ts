import type { Form, RequestContext } from '@signet/http';
import type { Application } from '@signet/identity';
import type { ClientProof } from '@signet/tokens';
import type { TenantSegment } from '../tenant-segment.ts';

/** What every grant of the token endpoint is given, the client already authenticated. */
export interface GrantRequest {
  readonly http: Request;
  readonly context: RequestContext;
  readonly form: Form;
  readonly segment: TenantSegment;
  readonly client: Application;
  readonly clientProof: ClientProof;
}
