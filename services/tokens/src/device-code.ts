import {
  type ApplicationId,
  type Directory,
  type GrantId,
  guid,
  type Random,
  type TenantId,
} from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import { type AuthorizationCode, sha256Hex } from './authorization-code.ts';

/** What a device asked for (RFC 8628 §3.1), and from where: whoever confirms has to recognise both. */
export interface DeviceRequest {
  readonly tenantId: TenantId;
  /** As in the address that the device used: the sign-in goes on there. */
  readonly tenantSegment: string;
  readonly clientId: ApplicationId;
  readonly applicationName: string;
  readonly scopes: readonly string[];
  readonly remoteAddress: string;
  readonly correlationId: string;
  readonly expiresAt: UnixSeconds;
}

/** What the person's sign-in grants, as an authorization code does. */
export type DeviceApproval = Pick<
  AuthorizationCode,
  'tenantId' | 'userId' | 'sessionId' | 'authTime' | 'amr' | 'certificate'
>;

/**
 * Device codes (RFC 8628): a device polls with one code while a person answers with the other, once. All is
 * kept as one-time states of the directory, so that any process can serve any leg.
 */
export interface DeviceCodes {
  /** `deviceCode` is for the device alone; `userCode`, like `WDJB-MJHT`, is for a person to type. */
  begin(
    request: Omit<DeviceRequest, 'expiresAt'>,
    now: UnixSeconds,
  ): Promise<{ readonly deviceCode: string; readonly userCode: string }>;
  /** The request that waits for its answer. Case, spaces and hyphens do not matter. */
  findByUserCode(userCode: string, now: UnixSeconds): Promise<DeviceRequest | undefined>;
  /** False when the code was answered already or has expired. */
  answer(userCode: string, answer: DeviceApproval | 'declined', now: UnixSeconds): Promise<boolean>;
  /** The request of a device, found for as long again as it lives: a late device learns that it is late. */
  find(deviceCode: string, now: UnixSeconds): Promise<DeviceRequest | undefined>;
  /** Uses the answer up; absent while there is none. `again` is a reuse: whoever sees it revokes the grant. */
  takeAnswer(deviceCode: string, now: UnixSeconds): Promise<TakenDeviceAnswer | undefined>;
}

export interface TakenDeviceAnswer {
  readonly outcome: 'first' | 'again';
  readonly answer: 'declined' | AuthorizationCode;
}

/** What the device is told as `expires_in`. */
export const DEVICE_CODE_SECONDS: number = 15 * 60;

/** Kept in the directory: neither code stands there, only their hashes. */
export function createDeviceCodes(services: {
  readonly directory: Directory;
  readonly random: Random;
}): DeviceCodes {
  const { random } = services;
  const states = services.directory.oneTimeStates;
  return {
    async begin(asked, now) {
      const [deviceCode, userCode] = [random.secret(), makeUserCode(random)];
      const request: DeviceRequest = { ...asked, expiresAt: now + DEVICE_CODE_SECONDS };
      const id = sha256Hex(deviceCode);
      await states.add({
        kind: DEVICE_CODE,
        id,
        value: JSON.stringify(request),
        expiresAt: request.expiresAt + DEVICE_CODE_SECONDS,
      });
      const waiting: WaitingDevice = { request, deviceCodeSha256: id };
      await states.add({
        kind: USER_CODE,
        id: idOf(userCode),
        value: JSON.stringify(waiting),
        expiresAt: request.expiresAt,
      });
      return { deviceCode, userCode };
    },
    async findByUserCode(userCode, now) {
      const found = await states.find(USER_CODE, idOf(userCode), now);
      return found === undefined ? undefined : (JSON.parse(found) as WaitingDevice).request;
    },
    async answer(userCode, answer, now) {
      const taken = await states.consume(USER_CODE, idOf(userCode), now);
      if (taken?.outcome !== 'first') return false;
      const { request, deviceCodeSha256 } = JSON.parse(taken.value) as WaitingDevice;
      const value = answer === 'declined' ? answer : codeOf(answer, request, random);
      await states.add({
        kind: ANSWER,
        id: deviceCodeSha256,
        value: JSON.stringify(value),
        expiresAt: request.expiresAt + ANSWER_SECONDS,
      });
      return true;
    },
    async find(deviceCode, now) {
      const found = await states.find(DEVICE_CODE, sha256Hex(deviceCode), now);
      return found === undefined ? undefined : (JSON.parse(found) as DeviceRequest);
    },
    async takeAnswer(deviceCode, now) {
      const taken = await states.consume(ANSWER, sha256Hex(deviceCode), now);
      return (
        taken && { outcome: taken.outcome, answer: JSON.parse(taken.value) as TakenDeviceAnswer['answer'] }
      );
    },
  };
}

interface WaitingDevice {
  readonly request: DeviceRequest;
  readonly deviceCodeSha256: string;
}

/** From here on it is a code like any other; there is no address and no challenge that it could be bound to. */
function codeOf(
  approval: DeviceApproval,
  { clientId, scopes }: DeviceRequest,
  random: Random,
): AuthorizationCode {
  return {
    ...approval,
    grantId: guid<GrantId>(random.guid()),
    clientId,
    scopes,
    redirectUri: '',
    redirectUriType: 'publicClient',
    nonce: undefined,
    codeChallenge: undefined,
  };
}

function makeUserCode(random: Random): string {
  const letters: string[] = [];
  while (letters.length < USER_CODE_LENGTH) {
    // Bytes past the last whole turn of the alphabet would favour its first letters.
    for (const byte of random.bytes(USER_CODE_LENGTH)) {
      if (byte < 256 - (256 % ALPHABET.length)) letters.push(ALPHABET[byte % ALPHABET.length] ?? '');
    }
  }
  const code = letters.slice(0, USER_CODE_LENGTH).join('');
  return `${code.slice(0, USER_CODE_LENGTH / 2)}-${code.slice(USER_CODE_LENGTH / 2)}`;
}

function idOf(userCode: string): string {
  return sha256Hex(
    userCode
      .slice(0, MAX_TYPED_LENGTH)
      .toUpperCase()
      .replace(/[^A-Z]/g, ''),
  );
}

const DEVICE_CODE = 'device-code';
const USER_CODE = 'device-user-code';
const ANSWER = 'device-answer';

/** The device polls every five seconds; one whose interval ran over the end still gets its answer. */
const ANSWER_SECONDS = 300;

/** RFC 8628 §6.1: letters that nobody takes for another or for a digit, no vowels and so no words. */
const ALPHABET = 'BCDFGHJKLMNPQRSTVWXZ';
/** 20^8 is 34 bits: with the limit on guesses, and a quarter of an hour, enough (RFC 8628 §5.1). */
const USER_CODE_LENGTH = 8;
/** A page's form field: nobody types more. */
const MAX_TYPED_LENGTH = 64;
