import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createDeviceCodes,
  DEVICE_CODE_SECONDS,
  type DeviceApproval,
  type DeviceCodes,
} from '../src/index.ts';
import { CLIENT_ID, CODE, createWorld, NOW, type World } from './_world.ts';

let world: World;
let devices: DeviceCodes;

beforeAll(async () => {
  world = await createWorld();
  devices = createDeviceCodes(world);
});
afterAll(() => world[Symbol.asyncDispose]());

describe('a user code', () => {
  it('has eight letters that nobody takes for another', async () => {
    for (let round = 0; round < 50; round += 1) {
      expect((await begin()).userCode).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    }
  });

  it.each([
    ['as shown', (code: string) => code],
    ['in small letters', (code: string) => code.toLowerCase()],
    ['without the hyphen', (code: string) => code.replace('-', '')],
    ['with spaces', (code: string) => ` ${[...code].join(' ')} `],
  ])('is found %s', async (_how, type) => {
    const { userCode } = await begin();
    expect(await devices.findByUserCode(type(userCode), NOW)).toMatchObject({ clientId: CLIENT_ID });
  });

  it.each(['', '-', '        ', 'BBBB', 'b'.repeat(100_000)])('is not found from «%.10s»', async (typed) => {
    expect(await devices.findByUserCode(typed, NOW)).toBeUndefined();
  });

  it('is answered once', async () => {
    const { userCode } = await begin();
    expect(await devices.answer(userCode, APPROVAL, NOW)).toBe(true);
    expect(await devices.answer(userCode, 'declined', NOW)).toBe(false);
    expect(await devices.findByUserCode(userCode, NOW)).toBeUndefined();
  });

  it('is answered no more when its time is over', async () => {
    const { userCode, deviceCode } = await begin();
    const end = NOW + DEVICE_CODE_SECONDS;
    expect(await devices.findByUserCode(userCode, end - 1)).toBeDefined();
    expect(await devices.findByUserCode(userCode, end)).toBeUndefined();
    expect(await devices.answer(userCode, APPROVAL, end)).toBe(false);
    expect(await devices.takeAnswer(deviceCode, end)).toBeUndefined();
  });
});

describe('a device code', () => {
  it('has no answer before the person gave one', async () => {
    const { deviceCode } = await begin();
    expect(await devices.takeAnswer(deviceCode, NOW)).toBeUndefined();
    expect(await devices.find(deviceCode, NOW)).toMatchObject({ expiresAt: NOW + DEVICE_CODE_SECONDS });
  });

  it('brings what was approved, with the scopes and the client that the device asked with, once', async () => {
    const { deviceCode, userCode } = await begin();
    await devices.answer(userCode, APPROVAL, NOW);
    const first = await devices.takeAnswer(deviceCode, NOW);
    expect(first).toMatchObject({
      outcome: 'first',
      answer: { userId: CODE.userId, clientId: CLIENT_ID, scopes: ASKED.scopes },
    });
    const again = await devices.takeAnswer(deviceCode, NOW);
    expect(again).toEqual({ outcome: 'again', answer: first?.answer });
  });

  it('still brings an answer that came in the last second', async () => {
    const { deviceCode, userCode } = await begin();
    const end = NOW + DEVICE_CODE_SECONDS;
    await devices.answer(userCode, 'declined', end - 1);
    expect(await devices.takeAnswer(deviceCode, end + 4)).toMatchObject({ answer: 'declined' });
  });

  it('is not the user code, nor the other way round', async () => {
    const { deviceCode, userCode } = await begin();
    expect(await devices.find(userCode, NOW)).toBeUndefined();
    expect(await devices.findByUserCode(deviceCode, NOW)).toBeUndefined();
  });

  it('can be told to be late for as long again as it lives', async () => {
    const { deviceCode } = await begin();
    expect(await devices.find(deviceCode, NOW + 2 * DEVICE_CODE_SECONDS - 1)).toBeDefined();
    expect(await devices.find(deviceCode, NOW + 2 * DEVICE_CODE_SECONDS)).toBeUndefined();
  });
});

const ASKED = {
  tenantId: CODE.tenantId,
  tenantSegment: 'common',
  clientId: CLIENT_ID,
  applicationName: 'App',
  scopes: ['openid', 'User.Read'],
  remoteAddress: '192.0.2.7',
  correlationId: '7d8a3c11-52f0-4c38-8a6e-6d0f4b1f9e20',
};

const { tenantId, userId, sessionId, authTime, amr, certificate } = CODE;
const APPROVAL: DeviceApproval = { tenantId, userId, sessionId, authTime, amr, certificate };

function begin(): ReturnType<DeviceCodes['begin']> {
  return devices.begin(ASKED, NOW);
}
