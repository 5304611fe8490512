import { type Html, html, layout, messagePage } from '@signet/http';
import type { DeviceRequest } from '@signet/tokens';
import { DEVICE_PAGE } from './device-authorization.ts';

/** Asks for the code that a device shows. */
export function userCodePage(handle: string, error?: string): Html {
  const state = error === undefined ? '' : html` aria-invalid="true" aria-describedby="userCode-error"`;
  return layout({
    title: 'Enter the code',
    content: html`<p>Your device shows a code. Enter it only if you started the sign-in on that device yourself.</p>
<form method="post" action="${DEVICE_PAGE}">
<input type="hidden" name="handle" value="${handle}">
<label for="userCode">Code</label>
<input id="userCode" name="userCode" type="text" value="" autocomplete="off"
 autocapitalize="characters" autocorrect="off" spellcheck="false" required autofocus${state}>
${error !== undefined && html`<p class="error" id="userCode-error">${error}</p>`}
<button type="submit">Next</button>
</form>`,
  });
}

/** What is about to be signed in, and where: the one moment at which a phished person can see it. */
export function confirmDevicePage(handle: string, device: DeviceRequest, ownAddress: string): Html {
  const place =
    device.remoteAddress === ownAddress
      ? html`at <strong>${device.remoteAddress}</strong>, the address of this browser`
      : html`at <strong>${device.remoteAddress}</strong>, which is not the address of this browser (${ownAddress})`;
  return layout({
    title: 'Is this your device?',
    content: html`<p>You are about to sign in to <strong>${device.applicationName}</strong> on a device ${place}.</p>
<p>Whoever holds that device will act in your name. If somebody sent you the code, cancel.</p>
<form method="post" action="${DEVICE_PAGE}/answer">
<input type="hidden" name="handle" value="${handle}">
<button type="submit" name="answer" value="continue">Continue</button>
<button class="secondary" type="submit" name="answer" value="cancel">Cancel</button>
</form>`,
  });
}

export function deviceDonePage({ applicationName }: DeviceRequest): Html {
  return messagePage({
    title: 'You are signed in',
    sentence: `${applicationName} goes on by itself: go back to your device. You can close this window.`,
  });
}

export function deviceDeclinedPage({ applicationName }: DeviceRequest): Html {
  return messagePage({
    title: 'The sign-in was declined',
    sentence: `Nothing was given to ${applicationName}. You can close this window.`,
  });
}
