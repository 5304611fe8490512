import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64, encodeBase64, XmlError } from './index.ts';

describe('base64', () => {
  it('agrees with Node on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64');
        expect(encodeBase64(bytes)).toBe(text);
        expect([...decodeBase64(text)]).toEqual([...bytes]);
      }),
    );
  });

  it('skips white space', () => {
    expect([...decodeBase64(' AQ\r\n ID\t')]).toEqual([1, 2, 3]);
  });

  it.each(['A', 'AQ', 'AQ=', 'AR==', 'AQI=AQID', 'A-_A', '====', 'AQ==\u00A0', 'AQI!', 'AQ\fID', '=', 'A=='])(
    'refuses %j',
    (text) => {
      expect(() => decodeBase64(text)).toThrow(XmlError);
    },
  );
});
