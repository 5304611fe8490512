import { type Domain, guid, type PromptLoginBehavior } from '@signet/identity';
import { describe, expect, it } from 'vitest';
import { signInRedirect } from './sign-in-redirect.ts';

function domainWith(promptLoginBehavior: PromptLoginBehavior, passiveSignInUri: string): Domain {
  return {
    name: 'contoso.example',
    tenantId: guid('11111111-1111-4111-8111-111111111111'),
    isDefault: true,
    federation: {
      id: 'x',
      displayName: 'Contoso',
      issuerUri: 'urn:x',
      passiveSignInUri,
      activeSignInUri: undefined,
      signOutUri: undefined,
      metadataExchangeUri: undefined,
      signingCertificate: Uint8Array.of(),
      nextSigningCertificate: undefined,
      promptLoginBehavior,
    },
  };
}

function parametersOf(
  behavior: PromptLoginBehavior,
  promptLogin: boolean,
  more: { readonly factors?: 'multiple' } = {},
): Record<string, string> {
  const url = signInRedirect({
    domain: domainWith(behavior, 'https://fs.contoso.example/adfs/ls/'),
    wctx: 'handle',
    userPrincipalName: 'alice+x@contoso.example',
    correlationId: '22222222-2222-4222-8222-222222222222',
    promptLogin,
    ...more,
  });
  return Object.fromEntries(new URL(url).searchParams);
}

const BASE = {
  'client-request-id': '22222222-2222-4222-8222-222222222222',
  username: 'alice+x@contoso.example',
  wa: 'wsignin1.0',
  wtrealm: 'urn:federation:MicrosoftOnline',
  wctx: 'handle',
};

describe('signInRedirect', () => {
  it('asks for a sign-in at the domain’s passive address', () => {
    expect(parametersOf('disabled', false)).toEqual(BASE);
  });

  it('keeps a query that the address has', () => {
    const url = signInRedirect({
      domain: domainWith('disabled', 'https://fs.contoso.example/sts?tenant=7'),
      wctx: 'h',
      userPrincipalName: undefined,
      correlationId: 'c',
      promptLogin: false,
    });
    expect(url).toBe(
      'https://fs.contoso.example/sts?tenant=7&client-request-id=c&wa=wsignin1.0&wtrealm=urn%3Afederation%3AMicrosoftOnline&wctx=h',
    );
  });

  it.each([
    [
      'translateToFreshPasswordAuthentication',
      {
        wauth: 'http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/password',
        wfresh: '0',
      },
    ],
    ['nativeSupport', { prompt: 'login' }],
    ['disabled', { wfresh: '0' }],
  ] as const)('turns prompt=login into what %s says', (behavior, added) => {
    expect(parametersOf(behavior, true)).toEqual({ ...BASE, ...added });
  });

  it('asks for multi-factor authentication, and not for the password that prompt=login may become', () => {
    const wauth = 'http://schemas.microsoft.com/claims/multipleauthn';
    const factors = 'multiple';
    expect(parametersOf('disabled', false, { factors })).toEqual({ ...BASE, wauth });
    expect(parametersOf('translateToFreshPasswordAuthentication', true, { factors })).toEqual({
      ...BASE,
      wauth,
      wfresh: '0',
    });
  });

  it.each([
    [0, '0'],
    [59, '0'],
    [60, '1'],
    [3659, '60'],
  ])('asks for a session of at most %i seconds in whole minutes', (maxAgeSeconds, wfresh) => {
    const url = signInRedirect({
      domain: domainWith('translateToFreshPasswordAuthentication', 'https://fs.contoso.example/adfs/ls/'),
      wctx: 'handle',
      userPrincipalName: BASE.username,
      correlationId: BASE['client-request-id'],
      promptLogin: false,
      maxAgeSeconds,
    });
    expect(Object.fromEntries(new URL(url).searchParams)).toEqual({ ...BASE, wfresh });
  });

  it('counts a managed domain as a mistake of the caller', () => {
    const domain = { ...domainWith('disabled', 'https://x.example'), federation: undefined };
    const request = {
      domain,
      wctx: 'h',
      userPrincipalName: undefined,
      correlationId: 'c',
      promptLogin: false,
    };
    expect(() => signInRedirect(request)).toThrow(TypeError);
  });
});
