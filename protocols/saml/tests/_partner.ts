import type { ApplicationId } from '@signet/identity';
import { APPLICATION_IDS, DEMO_PEOPLE } from '@signet/lab';
import { type AuthorizeInteraction, AWAITING_FEDERATION } from '@signet/sign-in';
import {
  NAME_ID_FORMATS,
  type Saml20Assertion,
  signEnveloped,
  writeSaml20Assertion,
  type XmlSigner,
  type XmlText,
} from '@signet/xml';
import type { TestBrowser } from '../../wsfed/tests/_browser.ts';
import { ALICE_IMMUTABLE_ID } from '../../wsfed/tests/_responses.ts';
import { samlSignInRedirect } from '../src/index.ts';
import { type Status, SUCCESS, writeResponse } from '../src/messages/response.ts';
import { requestIdOf } from '../src/service-provider/sign-in-redirect.ts';
import { CLAIMS } from '../src/vocabulary.ts';
import { ISSUER_URI, LOGIN, NOW, type World } from './_world.ts';

/** The federated domain of the world, with SAML as its protocol. */
export async function speakSaml(world: World, signed?: 'required'): Promise<World['domain']> {
  const { federation, ...domain } = world.domain;
  if (!federation) throw new Error('not federated');
  const changed = {
    ...domain,
    federation: {
      ...federation,
      preferredAuthenticationProtocol: 'saml' as const,
      ...(signed && { signedAuthenticationRequests: signed }),
    },
  };
  await world.directory.domains.update(changed);
  return changed;
}

/** What the OIDC face does before it sends the browser away. */
export async function beginAtTokenService(
  world: World,
  browser: TestBrowser,
  domain: World['domain'],
  appId: ApplicationId = APPLICATION_IDS.web,
): Promise<{ relayState: string; url: string }> {
  const interaction: AuthorizeInteraction = {
    appId,
    applicationName: 'Demo',
    userPrincipalName: DEMO_PEOPLE.alice.userPrincipalName,
    resumePath: '/organizations/oauth2/v2.0/authorize/resume',
    correlationId: world.random.guid(),
    begunAt: world.clock.now(),
    payload: '{}',
  };
  const binding = { browser: browser.secretOf(LOGIN), now: world.clock.now() };
  const relayState = await world.interactions.begin(AWAITING_FEDERATION, interaction, binding);
  const redirect = { domain, relayState, promptLogin: false, now: world.clock.now() };
  return { relayState, url: await samlSignInRedirect(redirect, world.serviceProvider) };
}

/** A password sign-in of Alice at the partner: nothing to look up afterwards, so only the response is judged. */
export function assertionOf(relayState: string, changes: Partial<Saml20Assertion> = {}): Saml20Assertion {
  return {
    id: `_${crypto.randomUUID()}`,
    issuer: ISSUER_URI,
    issueInstant: NOW,
    nameId: { format: NAME_ID_FORMATS.persistent, value: ALICE_IMMUTABLE_ID, spNameQualifier: undefined },
    subjectConfirmation: {
      inResponseTo: requestIdOf(relayState),
      recipient: `${LOGIN}/login.srf`,
      notOnOrAfter: NOW + 300,
    },
    conditions: { notBefore: NOW, notOnOrAfter: NOW + 3600, audiences: ['urn:federation:MicrosoftOnline'] },
    authnStatement: {
      authnInstant: NOW,
      sessionIndex: '_s',
      authnContextClassRef: 'urn:oasis:names:tc:SAML:2.0:ac:classes:Password',
    },
    attributes: new Map([[CLAIMS.idpEmail, [DEMO_PEOPLE.alice.userPrincipalName]]]),
    ...changes,
  };
}

export async function signElement(world: World, element: XmlText, signer?: XmlSigner): Promise<XmlText> {
  return signEnveloped(element, {
    signer: signer ?? (await world.signer()),
    crypto: world.serviceProvider.xmlCrypto,
    idAttribute: 'ID',
    position: 'after-first',
  });
}

export async function responseOf(
  world: World,
  relayState: string,
  assertion: Saml20Assertion | undefined = assertionOf(relayState),
  status: Status = SUCCESS,
): Promise<string> {
  const content = assertion ? [await signElement(world, writeSaml20Assertion(assertion))] : [];
  return wrap(relayState, content, status).text;
}

export function wrap(relayState: string, content: readonly XmlText[], status: Status = SUCCESS): XmlText {
  return writeResponse(
    {
      id: `_${crypto.randomUUID()}`,
      issueInstant: NOW,
      issuer: ISSUER_URI,
      destination: `${LOGIN}/login.srf`,
      inResponseTo: requestIdOf(relayState),
      status,
    },
    content,
  );
}
