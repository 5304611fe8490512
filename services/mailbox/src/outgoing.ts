import type { User } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import { fieldValue, type HeaderField, headerField, type MessageBytes } from './message-bytes.ts';

/** What the client's message becomes before it is sent (MS-ASCMD). */
export interface Outgoing {
  /** Of To, Cc and Bcc, each once, without regard to case. */
  readonly recipients: readonly string[];
  /** With Bcc: what the sender keeps. */
  readonly sent: MessageBytes;
  /** Without Bcc: what the recipients get. */
  readonly delivered: MessageBytes;
}

/** With the user as sender whatever the client wrote, and with the date and message id that it left out. */
export async function prepareOutgoing(
  message: MessageBytes,
  user: User,
  made: { readonly now: UnixSeconds; readonly messageId: string },
): Promise<Outgoing> {
  const addressesOf = await loadAddressReader();
  const recipients = new Map<string, string>();
  for (const address of message.fields.filter(isRecipientField).flatMap(addressesOf))
    recipients.set(address.toLowerCase(), address);
  const fields = addMissing(forceSender(message.fields, user, addressesOf), made);
  return {
    recipients: [...recipients.values()],
    sent: { fields, body: message.body },
    delivered: { fields: fields.filter(({ name }) => !BLIND_FIELDS.includes(name)), body: message.body },
  };
}

/** The address that the user's mail comes from: the primary proxy address, else mail, else the UPN. */
export function primaryAddressOf(user: User): string {
  const primary = user.proxyAddresses.find((address) => address.startsWith('SMTP:'));
  const address = primary?.slice('SMTP:'.length) ?? user.mail ?? user.userPrincipalName;
  // It goes into headers: no administrator's slip may end a line there.
  return address.replace(/[\p{Cc}<>]/gu, '');
}

/** RFC 5322 §3.3, in UTC. */
export function formatDate(time: UnixSeconds): string {
  return new Date(time * 1000).toUTCString().replace('GMT', '+0000');
}

/** From stays when it is one of the user's own addresses; Sender, which could name anybody, goes. */
function forceSender(
  fields: readonly HeaderField[],
  user: User,
  addressesOf: AddressReader,
): readonly HeaderField[] {
  const others = fields.filter(({ name }) => name !== 'from' && name !== 'sender');
  const from = fields.filter(({ name }) => name === 'from');
  const [only, another] = from.flatMap(addressesOf);
  const isOwn = from.length === 1 && another === undefined && only !== undefined && hasAddress(user, only);
  if (isOwn) return [...from, ...others];
  return [headerField('From', `${encodeName(user.displayName)} <${primaryAddressOf(user)}>`), ...others];
}

function addMissing(
  fields: readonly HeaderField[],
  { now, messageId }: { readonly now: UnixSeconds; readonly messageId: string },
): readonly HeaderField[] {
  const missing = [headerField('Date', formatDate(now)), headerField('Message-ID', `<${messageId}>`)].filter(
    ({ name }) => !fields.some((field) => field.name === name),
  );
  return [...missing, ...fields];
}

function hasAddress(user: User, address: string): boolean {
  const proxies = user.proxyAddresses.map((proxy) => proxy.replace(/^smtp:/i, ''));
  const own = [user.userPrincipalName, user.mail ?? '', ...proxies];
  return own.some((candidate) => candidate.toLowerCase() === address.toLowerCase());
}

function isRecipientField({ name }: HeaderField): boolean {
  return RECIPIENT_FIELDS.includes(name);
}

type AddressReader = (field: HeaderField) => readonly string[];

/** Loaded when mail is sent: the library takes longer than most commands, which send none. */
async function loadAddressReader(): Promise<AddressReader> {
  const { parseAddressHeader } = await import('mailparser');
  return (field) => {
    const { value } = parseAddressHeader(fieldValue(field), { flatten: true, decodePunycode: false });
    return value.flatMap(({ address }) => (address ? [address] : []));
  };
}

/** RFC 2047 §2: encoded words of at most 75 characters; a plain name stays readable. */
function encodeName(name: string): string {
  if (/^[A-Za-z0-9 ]*$/.test(name)) return name;
  const words: string[] = [''];
  for (const character of name) {
    const word = (words.at(-1) ?? '') + character;
    if (Buffer.byteLength(word) > MAX_ENCODED_BYTES) words.push(character);
    else words[words.length - 1] = word;
  }
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`).join('\r\n ');
}

const RECIPIENT_FIELDS = ['to', 'cc', 'bcc'];
const BLIND_FIELDS = ['bcc', 'resent-bcc', 'return-path'];
/** 45 bytes are 60 characters of base64, and twelve are around them. */
const MAX_ENCODED_BYTES = 45;
