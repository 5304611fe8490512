import { ActiveSyncError } from './activesync-error.ts';

/** What a request's query says, in either of its forms (MS-ASHTTP §2.2.1.1.1). */
export interface CommandQuery {
  /** As the client spells it: `Sync`. */
  readonly command: string;
  /** Lower case. */
  readonly deviceId: string;
  readonly deviceType: string;
  /** Only the base64 form carries these two. */
  readonly protocolVersion: string | undefined;
  readonly policyKey: string | undefined;
}

/** Takes `URL.search`. Throws `ActiveSyncError` `query`. */
export function parseCommandQuery(search: string): CommandQuery {
  const query = search.replace(/^\?/, '');
  if (/(?:^|&)cmd=/i.test(query)) return parsePlain(query);
  return parseBase64(query);
}

function parsePlain(query: string): CommandQuery {
  const values = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const key = name.toLowerCase();
    // One value each: with two, another reader might take the other.
    if (values.has(key)) throw malformed(`the query has ${name} twice`);
    values.set(key, value);
  }
  return {
    command: values.get('cmd') ?? '',
    deviceId: readDeviceId(values.get('deviceid') ?? ''),
    deviceType: readDeviceType(values.get('devicetype') ?? ''),
    protocolVersion: undefined,
    policyKey: undefined,
  };
}

/**
 * MS-ASHTTP §2.2.1.1.1.1: version, command, locale, then DeviceId, policy key and DeviceType, each with its
 * length before it. What follows are parameters, none of which a command of version 14 needs here.
 */
function parseBase64(query: string): CommandQuery {
  const bytes = decodeBase64(query);
  let offset = 4;
  const readField = (): Uint8Array => {
    const length = bytes[offset] ?? 0;
    const field = bytes.subarray(offset + 1, offset + 1 + length);
    if (offset >= bytes.length || field.length !== length) throw malformed('the base64 query ends early');
    offset += 1 + length;
    return field;
  };
  const [version = 0, code = 0] = bytes;
  const deviceId = readField();
  const policyKey = readField();
  const deviceType = readField();
  if (policyKey.length !== 0 && policyKey.length !== 4) throw malformed('the policy key is not four bytes');
  return {
    command: COMMAND_CODES[code] ?? '',
    deviceId: readDeviceId(deviceIdText(deviceId)),
    deviceType: readDeviceType(Buffer.from(deviceType).toString('latin1')),
    protocolVersion: `${Math.floor(version / 10)}.${version % 10}`,
    policyKey: policyKey.length === 0 ? undefined : String(Buffer.from(policyKey).readUInt32LE()),
  };
}

/** Standard or URL-safe alphabet, perhaps percent-encoded, with padding or without. */
function decodeBase64(query: string): Uint8Array {
  const text = query.replace(/%2b/gi, '+').replace(/%2f/gi, '/').replace(/%3d/gi, '=');
  if (text.length > MAX_BASE64 || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) {
    throw malformed('the query names no command');
  }
  return Buffer.from(text, 'base64url');
}

/** Raw bytes; a phone that sends its id as text in one form and here again is one phone. */
function deviceIdText(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('latin1');
  return DEVICE_ID.test(text) ? text : Buffer.from(bytes).toString('hex');
}

function readDeviceId(text: string): string {
  if (!DEVICE_ID.test(text))
    throw malformed('DeviceId is missing or has other characters than letters and digits');
  return text.toLowerCase();
}

function readDeviceType(text: string): string {
  if (!/^[\x20-\x7e]{1,64}$/.test(text)) throw malformed('DeviceType is missing or malformed');
  return text;
}

function malformed(detail: string): ActiveSyncError {
  return new ActiveSyncError('query', `The request is malformed: ${detail}.`);
}

const DEVICE_ID = /^[\w-]{1,64}$/;

/** Three fields of at most 255 bytes and a handful of parameters. */
const MAX_BASE64 = 4096;

/** MS-ASHTTP §2.2.1.1.1.1.2. */
const COMMAND_CODES: Readonly<Record<number, string>> = {
  0: 'Sync',
  1: 'SendMail',
  2: 'SmartForward',
  3: 'SmartReply',
  4: 'GetAttachment',
  9: 'FolderSync',
  10: 'FolderCreate',
  11: 'FolderDelete',
  12: 'FolderUpdate',
  13: 'MoveItems',
  14: 'GetItemEstimate',
  15: 'MeetingResponse',
  16: 'Search',
  17: 'Settings',
  18: 'Ping',
  19: 'ItemOperations',
  20: 'Provision',
  21: 'ResolveRecipients',
  22: 'ValidateCert',
};
