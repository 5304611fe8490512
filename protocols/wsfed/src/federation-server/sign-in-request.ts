import { isCertificateMethod, isMultiFactorMethod } from '@signet/federation';
import type { Form } from '@signet/http';
import type { SignInCode } from '@signet/identity';
import type { Check } from '@signet/pki';
import type { RelyingParty } from './options.ts';
import { findRelyingParty, resolveReplyUrl } from './reply-url.ts';

/** A checked `wsignin1.0` request. Plain JSON: it waits while the browser fetches a certificate. */
export interface WsignInRequest {
  readonly wtrealm: string;
  readonly relyingPartyName: string;
  readonly replyUrl: string;
  /** Opaque; goes back as it came. */
  readonly wctx: string | undefined;
  /** Of the request that began, so that the log shows all legs as one. */
  readonly correlationId: string;
  /** A hint for the page; the certificate says who it is (AD FS). */
  readonly userName: string | undefined;
  /** `wauth` named a method that a certificate may meet: no page before the certificate window. */
  readonly certificateRequested: boolean;
  /** `wauth` asked for multi-factor authentication. Default: for any sign-in. */
  readonly factors?: 'multiple';
}

export type WsignInReading =
  | { readonly status: 'read'; readonly request: WsignInRequest }
  | { readonly status: 'refused'; readonly code: SignInCode; readonly checks: readonly Check[] };

/**
 * Reads a sign-in request (WS-Federation §13). `wfresh`, `prompt`, `wct` and `whr` need no reading: there is
 * no single sign-on here, every request asks for the certificate anew, and there is one home realm.
 */
export function readWsignInRequest(
  form: Form,
  correlationId: string,
  { relyingParties }: { readonly relyingParties: readonly RelyingParty[] },
): WsignInReading {
  const wtrealm = form.get('wtrealm');
  const relyingParty = wtrealm === undefined ? undefined : findRelyingParty(relyingParties, wtrealm);
  if (wtrealm === undefined || relyingParty === undefined) {
    return refuse('relying-party-unknown', 'wtrealm', wtrealm, 'No relying party has this identifier.');
  }
  const wreply = form.get('wreply');
  const replyUrl = resolveReplyUrl(relyingParty, wreply);
  if (replyUrl === undefined) {
    const detail = `This is no address of ${relyingParty.displayName}; register it as a reply URL.`;
    return refuse('redirect-uri-mismatch', 'wreply', wreply, detail);
  }
  const wauth = form.get('wauth') ?? '';
  const factors = isMultiFactorMethod(wauth) ? 'multiple' : undefined;
  if (wauth !== '' && !factors && !isCertificateMethod(wauth)) {
    // An unsupported method is an error; a weaker one may not stand in for it.
    const detail = 'Only certificate methods and multipleauthn are offered here.';
    return refuse('authentication-method-unsupported', 'wauth', wauth, detail);
  }
  const wctx = form.get('wctx');
  if (wctx !== undefined && wctx.length > MAX_WCTX_LENGTH) {
    return refuse(
      'request-malformed',
      'wctx',
      undefined,
      `wctx is longer than ${MAX_WCTX_LENGTH} characters.`,
    );
  }
  return {
    status: 'read',
    request: {
      wtrealm,
      relyingPartyName: relyingParty.displayName,
      replyUrl,
      wctx,
      correlationId,
      userName: (form.get('username') ?? form.get('login_hint'))?.slice(0, MAX_USER_NAME_LENGTH) || undefined,
      certificateRequested: wauth !== '',
      ...(factors && { factors }),
    },
  };
}

/** The certificate is worth one factor, and `wauth` asked for more. */
export const TOO_FEW_FACTORS: Check = {
  check: 'wauth',
  rule: 'WS-Federation 1.2 §13.2.1',
  object: 'sign-in request',
  result: 'fail',
  detail: 'multipleauthn was asked for, and neither the certificate’s strength nor a rule issues it.',
};

function refuse(
  code: SignInCode,
  parameter: string,
  value: string | undefined,
  detail: string,
): WsignInReading {
  const check: Check = {
    check: parameter,
    rule: 'WS-Federation 1.2 §13.2.1',
    object: value === undefined ? 'sign-in request' : `${parameter} ${value.slice(0, 256)}`,
    result: 'fail',
    detail,
  };
  return { status: 'refused', code, checks: [check] };
}

const MAX_WCTX_LENGTH = 8192; // it is stored while the browser is away; Entra's is about 500
const MAX_USER_NAME_LENGTH = 113; // the longest user principal name of Entra
