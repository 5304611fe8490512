import { type Html, html } from '../html.ts';
import { layout } from './layout.ts';

/** What each platform needs for signing in with a certificate (Entra CBA with federation). */
export function platformsPage(): Html {
  return layout({
    title: 'Platforms',
    content: html`<p>What a device needs so that you can sign in on it with a certificate. On every platform a
federation server or a managed domain has to be set up for certificates, and the certificate has to hold your user
name: as Principal Name, or for mail as RFC822 Name.</p>
${PLATFORMS.map(
  ({ name, requirements }) => html`<h2>${name}</h2>
<dl>
${requirements.map(([term, text]) => html`<dt>${term}</dt>\n<dd>${text}</dd>\n`)}</dl>
`,
)}<p><a href="/profile">Set up mail on your phone</a></p>`,
  });
}

const OFFICE_APPS =
  'Azure Information Protection, Company Portal, Teams, OneNote, OneDrive, Outlook, Power BI, Skype for Business, Word, Excel, PowerPoint, Yammer';

const PLATFORMS: readonly {
  readonly name: string;
  readonly requirements: readonly (readonly [term: string, text: string])[];
}[] = [
  {
    name: 'Windows',
    requirements: [
      ['Certificate', 'in the store of the user, or on a smart card with its driver installed'],
      ['Apps', 'browsers, and Office apps with modern authentication'],
    ],
  },
  {
    name: 'Android',
    requirements: [
      ['System', '5.0 (Lollipop) or later'],
      ['Apps', OFFICE_APPS],
      ['Certificate', 'in the system’s store; the system asks which one to use'],
      ['Sign-in for Office apps', 'Microsoft Authenticator'],
      ['Mail by Exchange ActiveSync', 'certain apps; ask the maker of yours'],
    ],
  },
  {
    name: 'iPhone and iPad',
    requirements: [
      ['System', 'iOS 9 or later'],
      ['Apps', OFFICE_APPS],
      ['Certificate', 'with client authentication among its uses; it comes with a profile'],
      ['Sign-in for Office apps', 'Microsoft Authenticator, required'],
      ['Mail by Exchange ActiveSync', 'the Mail app of the system'],
    ],
  },
];
