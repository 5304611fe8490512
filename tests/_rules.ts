import type { RelyingPartyTrust } from '@signet/identity';
import { DEMO_PEOPLE, type DemoPerson } from '@signet/lab';
import {
  attributeOf,
  childElements,
  isNamed,
  parseXml,
  SAML11,
  SAML20,
  textOf,
  type XmlElement,
} from '@signet/xml';
import { newTrust } from './_trusts.ts';
import type { World } from './_world.ts';
import { cutAssertion, postRst, readFault, writeRst } from './_ws-trust.ts';

export const WIKI = 'urn:contoso:wiki';
const WIKI_URL = 'https://wiki.example/';

/** A trust that every protocol may use. */
export function wikiTrust(world: World, changes: Partial<RelyingPartyTrust> = {}): RelyingPartyTrust {
  return newTrust(world.server.services, {
    displayName: 'Wiki',
    identifiers: [WIKI],
    assertionConsumerServices: [{ location: WIKI_URL, index: 0, isDefault: true }],
    wsFederationUrls: [WIKI_URL],
    ...changes,
  });
}

export type Face = 'WS-Federation' | 'SAML 2.0' | 'WS-Trust';
export const FACES: readonly Face[] = ['WS-Federation', 'SAML 2.0', 'WS-Trust'];

/** What a relying party got: the token's facts, or why there is none. */
export interface Told {
  readonly issuer: string;
  readonly nameId: string | undefined;
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

/** Signs somebody in to the wiki with a fresh certificate; text for what is no token. */
export async function signInToWiki(
  world: World,
  face: Face,
  person: DemoPerson = DEMO_PEOPLE.alice,
): Promise<Told | string> {
  const certificate = await world.issueFor(person);
  if (face === 'WS-Trust') {
    const rst = { version: '13', endpoint: 'certificatetransport', appliesTo: WIKI } as const;
    const answer = await postRst(world, rst, writeRst(world, rst), { clientCertificate: certificate });
    return answer.status === 200 ? readToken(cutAssertion(answer)) : readFault(answer).reason;
  }
  const { login } = world.server.origins;
  const url =
    face === 'SAML 2.0'
      ? `${login}/adfs/ls/idpinitiatedsignon?loginToRp=${WIKI}`
      : `${login}/adfs/ls/?wa=wsignin1.0&wtrealm=${WIKI}`;
  const outcome = await world.openBrowser(certificate).visit(new URL(url), { redirectUri: WIKI_URL });
  if (outcome.kind === 'page') return outcome.text;
  const response = outcome.parameters.get('SAMLResponse');
  return readToken(
    response === null
      ? (outcome.parameters.get('wresult') ?? '')
      : Buffer.from(response, 'base64').toString(),
  );
}

function readToken(text: string): Told | string {
  const document = parseXml(text);
  const assertion = [...elements(document)].find(({ localName }) => localName === 'Assertion');
  if (!assertion) return text;
  const below = [...elements(assertion)];
  const named = (name: string) =>
    below.filter((each) => isNamed(each, SAML11.assertion, name) || isNamed(each, SAML20.assertion, name));
  const name = [...named('NameIdentifier'), ...named('NameID')][0];
  return {
    issuer: attributeOf(assertion, 'Issuer') ?? textOf(named('Issuer')[0]!),
    nameId: name && textOf(name),
    attributes: Object.fromEntries(
      named('Attribute').map((each) => [typeOf(each), childElements(each).map((value) => textOf(value))]),
    ),
  };
}

function typeOf(attribute: XmlElement): string {
  const name = attributeOf(attribute, 'AttributeName');
  return name === undefined
    ? (attributeOf(attribute, 'Name') ?? '')
    : `${attributeOf(attribute, 'AttributeNamespace')}/${name}`;
}

function* elements(root: XmlElement): Generator<XmlElement> {
  yield root;
  for (const child of childElements(root)) yield* elements(child);
}
