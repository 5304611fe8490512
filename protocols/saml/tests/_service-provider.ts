import { type Profile, SAML, type SamlConfig, ValidateInResponseTo } from '@node-saml/node-saml';
import { generateSigningKey } from '@signet/crypto';
import { linkOn, type Page, type TestBrowser } from '../../wsfed/tests/_browser.ts';
import { PROMPT_LINK } from '../../wsfed/tests/_journey.ts';
import { FS, ISSUER_URI, NOW, type World } from './_world.ts';

/** A key of a relying party, for requests and for what is encrypted for it. */
export interface ServiceProviderKey {
  readonly privateKeyPem: string;
  /** DER. */
  readonly certificate: Uint8Array;
}

export async function createKey(world: World): Promise<ServiceProviderKey> {
  const validity = { notBefore: NOW, notAfter: NOW + 86_400 * 365, now: NOW };
  const key = await generateSigningKey(
    { use: 'federation-signing', commonName: 'SP', ...validity },
    world.random,
  );
  const base64 = Buffer.from(key.privateKey).toString('base64');
  return {
    privateKeyPem: `-----BEGIN PRIVATE KEY-----\n${base64}\n-----END PRIVATE KEY-----\n`,
    certificate: key.certificate,
  };
}

/** node-saml as a relying party of the federation server. */
export async function openServiceProvider(
  world: World,
  name: string,
  changes: Partial<SamlConfig> = {},
): Promise<SAML> {
  const { certificate } = await world.keyRing.current(NOW);
  return new SAML({
    issuer: `https://${name}.example/metadata`,
    callbackUrl: `https://${name}.example/acs`,
    entryPoint: `${FS}/adfs/ls/`,
    logoutUrl: `${FS}/adfs/ls/`,
    idpIssuer: ISSUER_URI,
    idpCert: Buffer.from(certificate).toString('base64'),
    audience: `https://${name}.example/metadata`,
    identifierFormat: null,
    disableRequestedAuthnContext: true,
    wantAssertionsSigned: true,
    wantAuthnResponseSigned: false,
    validateInResponseTo: ValidateInResponseTo.always,
    signatureAlgorithm: 'sha256',
    digestAlgorithm: 'sha256',
    ...changes,
  });
}

/** From the relying party's address to the form that carries the response. */
export async function signIn(browser: TestBrowser, url: string): Promise<Page> {
  const first = await browser.get(url);
  const prompt = first.status === 302 ? (first.headers.get('location') ?? '') : linkOn(first, PROMPT_LINK);
  return browser.submit(await browser.get(prompt));
}

/** What node-saml makes of a response. */
export async function validate(sp: SAML, samlResponse: string): Promise<Profile> {
  const { profile } = await sp.validatePostResponseAsync({ SAMLResponse: samlResponse });
  if (!profile) throw new Error('no profile');
  return profile;
}
