import type { ParsedMail } from '@signet/mailbox';
import { AirSyncBase, element, type WbxmlElement } from '@signet/wbxml';
import type { BodyPreference, SyncOptions } from '../sync/sync-options.ts';

/** Which form of the body a device wants. */
export type BodyWish = Pick<SyncOptions, 'bodyPreferences' | 'mimeSupport'>;

/** The Body in the form asked for, cut where asked for; a cut one says so with its full size. */
export async function describeBody(
  mail: ParsedMail,
  loadRaw: () => Promise<Uint8Array>,
  wish: BodyWish,
): Promise<WbxmlElement> {
  const preference = choosePreference(mail, wish);
  const content = await loadContent(mail, preference.type, loadRaw);
  const { data, isTruncated } = cut(content, preference);
  return element(AirSyncBase.Body, [
    element(AirSyncBase.Type, preference.type),
    element(AirSyncBase.EstimatedDataSize, content.length),
    element(AirSyncBase.Truncated, isTruncated),
    data === undefined ? undefined : element(AirSyncBase.Data, readable(data)),
    preference.preview === undefined
      ? undefined
      : element(AirSyncBase.Preview, mail.text.slice(0, Math.min(preference.preview, MAX_PREVIEW))),
  ]);
}

/** MIME where it is wanted and asked for, else HTML if asked for, else text (MS-ASCMD). */
function choosePreference(mail: ParsedMail, { bodyPreferences, mimeSupport }: BodyWish): BodyPreference {
  const find = (type: number): BodyPreference | undefined =>
    bodyPreferences.find((preference) => preference.type === type);
  const wantsMime = mimeSupport === 2 || (mimeSupport === 1 && mail.security !== 'none');
  const html = find(HTML);
  const text = find(TEXT);
  return (
    (wantsMime ? find(MIME) : undefined) ??
    (mail.html !== undefined || !text ? html : undefined) ??
    text ?? { type: TEXT, truncationSize: undefined, allOrNone: false, preview: undefined }
  );
}

async function loadContent(
  mail: ParsedMail,
  type: number,
  loadRaw: () => Promise<Uint8Array>,
): Promise<Uint8Array> {
  if (type === MIME) return loadRaw();
  return new TextEncoder().encode(type === HTML ? (mail.html ?? htmlOf(mail.text)) : mail.text);
}

function htmlOf(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<html><body><pre style="white-space:pre-wrap">${escaped}</pre></body></html>`;
}

/** Cut between characters: half a one would end the text with garbage. */
function cut(
  content: Uint8Array,
  { truncationSize, allOrNone }: BodyPreference,
): { readonly data: Uint8Array | undefined; readonly isTruncated: boolean } {
  if (truncationSize === undefined || content.length <= truncationSize) {
    return { data: content, isTruncated: false };
  }
  if (allOrNone) return { data: undefined, isTruncated: true };
  let end = truncationSize;
  while (end > 0 && ((content[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return { data: content.subarray(0, end), isTruncated: true };
}

/** Text, which every client reads; bytes that text would change go as they are. */
function readable(data: Uint8Array): string | Uint8Array {
  const text = Buffer.from(data).toString('utf8');
  return /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffd-\uffff]/.test(text) ? data : text;
}

const TEXT = 1;
const HTML = 2;
const MIME = 4;

/** MS-ASAIRS §2.2.2.35.3. */
const MAX_PREVIEW = 255;
