import { describe, expect, it } from 'vitest';
import { parseCommandQuery } from './command-query.ts';

const encode = (...bytes: readonly (number | string)[]): string =>
  Buffer.concat(bytes.map((part) => Buffer.from(typeof part === 'number' ? [part] : part))).toString(
    'base64',
  );

describe('the plain form', () => {
  it('is read without regard to order and case', () => {
    const query = '?DeviceId=PHONE1&cmd=Sync&devicetype=SmartPhone&User=alice%40contoso.example';
    expect(parseCommandQuery(query)).toMatchObject({
      command: 'Sync',
      deviceId: 'phone1',
      deviceType: 'SmartPhone',
      policyKey: undefined,
    });
  });

  it.each([
    ['no device', '?Cmd=Sync&DeviceType=a'],
    ['a device twice', '?Cmd=Sync&DeviceId=a&DeviceId=b&DeviceType=a'],
    ['a device with other characters', '?Cmd=Sync&DeviceId=../a&DeviceType=a'],
    ['a device longer than any', `?Cmd=Sync&DeviceId=${'a'.repeat(65)}&DeviceType=a`],
    ['no type', '?Cmd=Sync&DeviceId=a'],
  ])('is refused with %s', (_title, query) => {
    expect(() => parseCommandQuery(query)).toThrow(expect.objectContaining({ code: 'query' }));
  });
});

describe('the base64 form', () => {
  const read = {
    command: 'Sync',
    deviceId: 'v140device',
    deviceType: 'SmartPhone',
    protocolVersion: '14.0',
    policyKey: undefined,
  };

  it('is read as in the documented example', () => {
    expect(parseCommandQuery('?jAAJBAp2MTQwRGV2aWNlAApTbWFydFBob25l')).toEqual(read);
  });

  it('is read in the URL-safe alphabet, percent-encoded and without padding', () => {
    const text = encode(0x8d, 18, 9, 4, 2, 0xff, 0xfe, 4, 0x2a, 0, 0, 0x80, 1, 'X', 8, 1, 1);
    const expected = {
      command: 'Ping',
      deviceId: 'fffe',
      deviceType: 'X',
      protocolVersion: '14.1',
      policyKey: String(0x8000002a),
    };
    for (const form of [text, encodeURIComponent(text), Buffer.from(text, 'base64').toString('base64url')]) {
      expect(parseCommandQuery(`?${form}`)).toEqual(expected);
    }
  });

  it.each([
    ['nothing', '?'],
    ['other characters', '?%00%00'],
    ['a device longer than the bytes', `?${encode(0x8d, 0, 9, 4, 200, 'a')}`],
    ['no type', `?${encode(0x8d, 0, 9, 4, 1, 'a', 0)}`],
    ['a policy key of two bytes', `?${encode(0x8d, 0, 9, 4, 1, 'a', 2, 1, 1, 1, 'a')}`],
    ['more than any client sends', `?${'A'.repeat(5000)}`],
  ])('is refused with %s', (_title, query) => {
    expect(() => parseCommandQuery(query)).toThrow(expect.objectContaining({ code: 'query' }));
  });
});
