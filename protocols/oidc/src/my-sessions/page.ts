import { type Html, html, layout } from '@signet/http';
import type { UnixSeconds } from '@signet/pki';
import { formatTime } from '@signet/pki';

/** One sign-in of the person, in one browser. */
export interface ListedSession {
  readonly id: string;
  readonly signedInAt: UnixSeconds;
  readonly place: 'this-browser' | 'elsewhere';
  /** Names of those that had tokens of it. */
  readonly applications: readonly string[];
}

export interface MySessionsPage {
  readonly handle: string;
  readonly userPrincipalName: string;
  readonly sessions: readonly ListedSession[];
}

/** Where a person is signed in, and the way out of each. */
export function mySessionsPage({ handle, userPrincipalName, sessions }: MySessionsPage): Html {
  return layout({
    title: 'My sessions',
    content: html`<p class="identity">${userPrincipalName}</p>
<p>You are signed in in ${sessions.length === 1 ? 'one browser' : `${sessions.length} browsers`}. An application that has a token already keeps it for up to an hour.</p>
${sessions.map(
  (
    session,
  ) => html`<h2>${session.place === 'this-browser' ? 'This browser' : 'Another browser'}, since ${formatTime(session.signedInAt)}</h2>
<p class="small">Applications: ${session.applications.length === 0 ? 'none' : session.applications.join(', ')}</p>
<form method="post" action="${MY_SESSIONS_PATH}">
<input type="hidden" name="handle" value="${handle}">
<button type="submit" name="session" value="${session.id}" aria-label="${`Sign out here, of the session since ${formatTime(session.signedInAt)}`}">Sign out here</button>
</form>
`,
)}<h2>All of them</h2>
<form method="post" action="${MY_SESSIONS_PATH}">
<input type="hidden" name="handle" value="${handle}">
<button type="submit" name="session" value="${EVERYWHERE}">Sign out everywhere</button>
</form>`,
  });
}

export const MY_SESSIONS_PATH = '/mysessions';
export const EVERYWHERE = 'everywhere';
