import {
  AssertionRefusal,
  type ReceivedAssertion,
  readShape,
  rememberAssertion,
  type VerifiedAssertion,
  verifyAssertion,
} from '@signet/federation';
import { clientFacts } from '@signet/http';
import type { SignInCode } from '@signet/identity';
import { type Check, createEvidence } from '@signet/pki';
import { parseXml, XmlError } from '@signet/xml';
import { OAuthError } from '../oauth-error.ts';
import type { OidcOptions } from '../options.ts';
import type { GrantRequest } from './grant-request.ts';
import { readScopesOfRequest, tokensOfSignIn } from './sign-in-tokens.ts';
import type { TokenResponse } from './write-response.ts';

/**
 * RFC 7522 §2.1, by which clients hand in what they got from the federation server by WS-Trust. The assertion is
 * verified by the code that verifies a browser's, and is good once on either way. MSAL for .NET calls whatever it
 * does not know a SAML 2.0 assertion, so the document says which it is, not the name of the grant.
 */
export async function redeemAssertion(request: GrantRequest, options: OidcOptions): Promise<TokenResponse> {
  const { form, http, context, client } = request;
  const presented = form.get('assertion');
  if (presented === undefined) throw new OAuthError('parameter-missing', '«assertion».');
  const scopes = await readScopesOfRequest(request, options);
  const { domain, claims, checks } = await acceptAssertion(presented, request, options);
  const decision = await options.signIn.decide({
    face: 'assertion-grant',
    client: clientFacts(http, context, client.appId),
    tenantId: client.tenantId,
    proof: { kind: 'assertion', domain, ...claims, checks },
  });
  if (decision.verdict === 'refused') throw new OAuthError(decision.code);
  return tokensOfSignIn(decision, scopes, 'assertion-grant', request, options);
}

async function acceptAssertion(
  presented: string,
  request: GrantRequest,
  options: OidcOptions,
): Promise<VerifiedAssertion & { readonly checks: readonly Check[] }> {
  const { directory, xmlCrypto } = options;
  const evidence = createEvidence();
  try {
    const received = readShape(evidence, SHAPE, () => readPresented(presented));
    const { now } = request.context;
    const verified = await verifyAssertion(received, { directory, xmlCrypto, now }, evidence);
    const replayed = await rememberAssertion(verified, directory);
    if (!replayed) return { ...verified, checks: evidence.checks };
    return await refuse('assertion-replayed', [...evidence.checks, replayed], request, options);
  } catch (error) {
    if (!(error instanceof AssertionRefusal)) throw error;
    return refuse(error.code, evidence.checks, request, options);
  }
}

/**
 * The assertion is the whole document. RFC 7522 §2.1 wants base64url without padding, as MSAL for Python sends it;
 * those for .NET, Java and Go send ordinary base64 with padding. Throws `XmlError`.
 */
function readPresented(presented: string): ReceivedAssertion {
  if (!/^[\w+/-]+={0,2}$/.test(presented)) throw new XmlError('invalid-value', 'the assertion is not base64');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      Buffer.from(presented, 'base64url'),
    );
  } catch (cause) {
    throw new XmlError('not-unicode', 'the assertion is not UTF-8', { cause });
  }
  const document = parseXml(text);
  return { document, token: document, appliesTo: undefined };
}

async function refuse(
  code: SignInCode,
  evidence: readonly Check[],
  { http, context, client }: GrantRequest,
  { signIn }: OidcOptions,
): Promise<never> {
  const { tenantId, appId } = client;
  await signIn.recordRefusal({
    face: 'assertion-grant',
    client: clientFacts(http, context, appId),
    code,
    evidence,
    tenantId,
  });
  throw new OAuthError(code);
}

const SHAPE = { check: 'assertion-encoding', rule: 'RFC 7522 §2.1', object: 'assertion' };
