import { describe, expect, it } from 'vitest';
import {
  AirSync,
  AirSyncBase,
  ComposeMail,
  Email,
  element,
  encodeWbxml,
  type WbxmlElement,
} from '../src/index.ts';
import { CODE_PAGES } from '../src/pages/code-pages.ts';
import { decodeWithLibwbxml, findLibwbxml, libwbxmlNameOf } from './_libwbxml.ts';

const isThere = findLibwbxml('libwbxml');

const toXml = (document: WbxmlElement): string => decodeWithLibwbxml(encodeWbxml(document));

describe.skipIf(!isThere)('libwbxml, another decoder', () => {
  it('reads a Sync answer as we wrote it', () => {
    const xml = toXml(
      element(AirSync.Sync, [
        element(AirSync.Collections, [
          element(AirSync.Collection, [
            element(AirSync.SyncKey, 'k'),
            element(AirSync.MoreAvailable),
            element(AirSync.Commands, [
              element(AirSync.Add, [
                element(AirSync.ServerId, 's'),
                element(AirSync.ApplicationData, [
                  element(Email.Subject, 'Grüße & <mehr>'),
                  element(AirSyncBase.Body, [
                    element(AirSyncBase.Type, 1),
                    element(AirSyncBase.Data, 'Text'),
                  ]),
                ]),
              ]),
            ]),
          ]),
        ]),
      ]),
    );
    expect(xml).toMatch(/<SyncKey>k<\/SyncKey>\s*<MoreAvailable\/>/);
    expect(xml).toContain('Grüße &amp; &lt;mehr&gt;</');
    expect(xml).toMatch(/<(?:\w+:)?Data[^>]*>Text<\//);
  });

  it('reads opaque bytes', () => {
    const mime = new TextEncoder().encode('To: b@x\r\n\r\nhi');
    const xml = toXml(element(ComposeMail.SendMail, [element(ComposeMail.Mime, mime)]));
    expect(xml).toContain(Buffer.from(mime).toString('base64'));
  });

  it('knows every tag, by our name or by its own', () => {
    const tags = CODE_PAGES.flatMap((page) => Object.values(page));
    const xml = toXml(
      element(
        AirSync.Sync,
        tags.map((tag) => element(tag)),
      ),
    );
    const theirs = [...xml.matchAll(/<(?:\w+:)?([\w-]+)(?: [^>]*)?\/>/g)].map(([, name]) => name);
    expect(theirs).toEqual(tags.map(libwbxmlNameOf));
  });
});
