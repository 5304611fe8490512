import { autoPostPage, type HtmlResponseOptions, htmlResponse } from '@signet/http';
import type { Random } from '@signet/identity';
import { signEnveloped, type XmlCrypto, type XmlSigner, type XmlText } from '@signet/xml';
import { writeRedirectUrl } from '../messages/binding.ts';
import type { Binding } from '../vocabulary.ts';

/** A message on its way, its XML not yet signed. */
export interface OutgoingMessage {
  readonly parameter: 'SAMLRequest' | 'SAMLResponse';
  readonly message: XmlText;
  readonly destination: string;
  readonly relayState: string | undefined;
}

export interface Sender {
  readonly signer: XmlSigner;
  readonly crypto: XmlCrypto;
  readonly random: Random;
}

/** The page that a message is posted from. */
export interface PostPage extends Pick<HtmlResponseOptions, 'headers' | 'framedBy'> {
  readonly title: string;
}

/** Signs a protocol message in itself, after its Issuer. */
export function signMessage(message: XmlText, { signer, crypto }: Omit<Sender, 'random'>): Promise<XmlText> {
  return signEnveloped(message, { signer, crypto, idAttribute: 'ID', position: 'after-first' });
}

/** A page that posts the message as it stands (SAML 2.0 bindings §3.5). */
export function postMessage(
  { parameter, message, destination, relayState }: OutgoingMessage,
  { title, ...page }: PostPage,
  random: Random,
): Response {
  const nonce = random.secret();
  const form = autoPostPage({
    action: destination,
    fields: [
      [parameter, Buffer.from(message.text, 'utf8').toString('base64')],
      ...(relayState === undefined ? [] : [['RelayState', relayState] as const]),
    ],
    title,
    nonce,
  });
  // The relying party answers with redirects of its own, which Chromium would hold against a narrower list.
  return htmlResponse(form, { ...page, nonce, formAction: 'any' });
}

/** Signs the message as its binding wants and sends the browser off with it. */
export async function sendSigned(
  outgoing: OutgoingMessage,
  binding: Binding,
  page: PostPage,
  sender: Sender,
): Promise<Response> {
  if (binding === 'post') {
    return postMessage(
      { ...outgoing, message: await signMessage(outgoing.message, sender) },
      page,
      sender.random,
    );
  }
  const { destination, message, ...rest } = outgoing;
  const location = await writeRedirectUrl(destination, { ...rest, text: message.text }, sender.signer);
  return new Response(null, { status: 302, headers: { location, 'cache-control': 'no-store' } });
}
