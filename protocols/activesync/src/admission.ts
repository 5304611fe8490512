import { createHash } from 'node:crypto';
import { clientFacts, type RequestContext } from '@signet/http';
import { type CertificateReference, describeSignInCode, type User } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import { ActiveSyncError } from './activesync-error.ts';
import type { ActiveSyncOptions } from './options.ts';

/** Asks the one decision about a connection's certificate, at every request. */
export interface Admission {
  /** Whose mailbox the certificate opens; throws `ActiveSyncError` `certificate-refused`. */
  admit(request: Request, context: RequestContext, deviceId: string): Promise<Admitted>;
  /** The same again while a request is held. */
  readmit(request: Request, context: RequestContext): Promise<void>;
}

export interface Admitted {
  readonly user: User;
  readonly certificate: CertificateReference | undefined;
}

/**
 * A phone asks every few seconds: refusals are logged always, successes once per certificate, device and hour
 * (docs/decisions/2026-11-23-mail-door-logs-successes-hourly.md).
 */
export function createAdmission({ signIn, clock }: ActiveSyncOptions): Admission {
  const logged = new Map<string, UnixSeconds>();
  const isLogged = (key: string, now: UnixSeconds): boolean => {
    const last = logged.get(key);
    return last !== undefined && now - last < LOG_SECONDS;
  };
  const decide = async (
    request: Request,
    context: RequestContext,
    log: { readonly success: boolean },
  ): Promise<Admitted> => {
    const decision = await signIn.decide(
      {
        face: 'activesync',
        client: clientFacts(request, context, undefined),
        tenantId: undefined,
        proof: {
          kind: 'certificate',
          peerCertificates: context.peerCertificates,
          expectedUserPrincipalName: undefined,
          audience: { kind: 'mail' },
        },
      },
      log,
    );
    if (decision.verdict === 'accepted') {
      return { user: decision.user, certificate: decision.authentication.certificate };
    }
    const { aadsts, sentence } = describeSignInCode(decision.code);
    const text = `AADSTS${aadsts}: ${sentence} Request id: ${context.requestId}`;
    throw new ActiveSyncError('certificate-refused', text);
  };
  return {
    async admit(request, context, deviceId) {
      const key = `${thumbprint(context.peerCertificates[0])}/${deviceId}`;
      const success = !isLogged(key, context.now);
      const admitted = await decide(request, context, { success });
      if (success) remember(logged, key, context.now);
      return admitted;
    },
    async readmit(request, context) {
      await decide(request, { ...context, now: clock.now() }, { success: false });
    },
  };
}

function thumbprint(certificate: Uint8Array | undefined): string {
  return certificate === undefined ? '' : createHash('sha256').update(certificate).digest('hex');
}

/** What is forgotten is logged once more, nothing worse. */
function remember(logged: Map<string, UnixSeconds>, key: string, now: UnixSeconds): void {
  if (logged.size >= MAX_REMEMBERED) logged.clear();
  logged.set(key, now);
}

const LOG_SECONDS = 3600;
const MAX_REMEMBERED = 100_000;
