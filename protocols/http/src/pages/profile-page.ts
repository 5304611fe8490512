import { type Html, html } from '../html.ts';
import { layout } from './layout.ts';

export interface ProfilePage {
  readonly userPrincipalName: string;
  /** Whether this installation issues certificates itself. */
  readonly issuesCertificates: boolean;
}

/** A person's own page: mail on the phone. */
export function profilePage({ userPrincipalName, issuesCertificates }: ProfilePage): Html {
  return layout({
    title: 'Mail on your phone',
    content: html`<p class="identity">${userPrincipalName}</p>
${
  issuesCertificates
    ? html`<p>Choose your phone. You get a link that works once, for ten minutes, and the password that the phone asks for.</p>
${form('ios', 'iPhone or iPad')}
${form('p12', 'Android: certificate')}`
    : html`<p>No certificates are issued here: your organisation gives you yours, with the profile for your phone.</p>`
}
<ul class="links">
<li><a href="/profile/android">Settings for Android’s mail apps, for your administrator</a></li>
<li><a href="/platforms">What each platform needs</a></li>
</ul>`,
  });
}

export interface ProfileLinkPage {
  /** Works once. */
  readonly url: string;
  readonly password: string;
}

export function profileLinkPage({ url, password }: ProfileLinkPage): Html {
  return layout({
    title: 'Your link',
    content: html`<p>Open this link on your phone within ten minutes. It works once.</p>
<p><a href="${url}">${url}</a></p>
<p>The phone asks for this password:</p>
<p class="identity">${password}</p>
<p class="quiet">Both together are your key: show them to nobody.</p>`,
  });
}

function form(platform: string, label: string): Html {
  return html`<form method="post" action="/profile">
<input type="hidden" name="platform" value="${platform}">
<button type="submit">${label}</button>
</form>`;
}
