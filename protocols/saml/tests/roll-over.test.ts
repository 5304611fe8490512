import { childElements, isNamed, parseXml, SAML20, textOf, type XmlElement } from '@signet/xml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linkOn, openBrowser } from '../../wsfed/tests/_browser.ts';
import { DSIG } from '../src/vocabulary.ts';
import { beginAtTokenService, responseOf, speakSaml } from './_partner.ts';
import { createWorld, FS, LOGIN, NOW, type World } from './_world.ts';

let world: World;

beforeAll(async () => {
  world = await createWorld();
});

afterAll(() => world[Symbol.asyncDispose]());

describe('the roll-over of signing keys', () => {
  it('is announced in the metadata of the identity provider before the next key signs', async () => {
    const before = await world.keyRing.current(NOW);
    world.clock.advance(340 * 86_400);
    const now = world.clock.now();
    const published = await world.keyRing.published(now);
    expect(published.length).toBe(2);
    expect((await world.keyRing.current(now)).kid).toBe(before.kid);
    const { text } = await openBrowser(world).get(`${FS}/FederationMetadata/2007-06/FederationMetadata.xml`);
    const roles = childElements(parseXml(text)).filter((each) =>
      isNamed(each, SAML20.metadata, 'IDPSSODescriptor'),
    );
    expect(roles.length).toBe(1);
    expect(certificatesIn(roles[0]!)).toEqual(
      published.map(({ certificate }) => Buffer.from(certificate).toString('base64')),
    );
    world.clock.advance(NOW - now);
  });

  it('of a partner is followed: its next certificate is believed beside the present one, a third is not', async () => {
    const { federation, ...domain } = await speakSaml(world);
    const { certificate } = await world.keyRing.current(NOW);
    const other = world.pki.issuing.certificate;
    const accepts = async (
      signingCertificate: Uint8Array,
      nextSigningCertificate: Uint8Array | undefined,
    ) => {
      const changed = {
        ...domain,
        federation: { ...federation!, signingCertificate, nextSigningCertificate },
      };
      await world.directory.domains.update(changed);
      const browser = openBrowser(world);
      const { relayState } = await beginAtTokenService(world, browser, changed);
      const samlResponse = Buffer.from(await responseOf(world, relayState)).toString('base64');
      const fields = { SAMLResponse: samlResponse, RelayState: relayState };
      return browser.post(`${LOGIN}/login.srf`, Object.entries(fields));
    };
    expect(linkOn(await accepts(other, certificate), 'Continue')).toContain('resume?handle=');
    expect(linkOn(await accepts(certificate, other), 'Continue')).toContain('resume?handle=');
    expect((await accepts(other, undefined)).text).toContain('AADSTS50006');
  });
});

function certificatesIn(element: XmlElement): readonly string[] {
  return childElements(element).flatMap((child) =>
    isNamed(child, DSIG, 'X509Certificate') ? [textOf(child)] : certificatesIn(child),
  );
}
