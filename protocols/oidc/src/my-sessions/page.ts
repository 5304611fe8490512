import { type Html, html, layout, timeElement, timeText } from '@signet/http';
import type { UnixSeconds } from '@signet/pki';

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
  /** What the person's last click did. */
  readonly notice?: string | undefined;
}

/** Where a person is signed in, and the way out of each. */
export function mySessionsPage({ handle, userPrincipalName, sessions, notice }: MySessionsPage): Html {
  return layout({
    title: 'My sessions',
    content: html`<p class="identity">${userPrincipalName}</p>
${notice !== undefined && html`<p role="status">${notice}</p>`}
<p>You are signed in in ${sessions.length === 1 ? 'one browser' : `${sessions.length} browsers`}. An application that has a token already keeps it for up to an hour. Signing out of this browser tells the applications that you used in it; those of another browser cannot be told from here.</p>
${sessions.map((session) => sessionSection(session, handle))}<h2>All of them</h2>
<form method="post" action="${MY_SESSIONS_PATH}">
<input type="hidden" name="handle" value="${handle}">
<button type="submit" name="session" value="${EVERYWHERE}">Sign out everywhere</button>
</form>`,
  });
}

function sessionSection({ id, signedInAt, place, applications }: ListedSession, handle: string): Html {
  const [browser, label] =
    place === 'this-browser' ? ['This browser', 'Sign out here'] : ['Another browser', 'Sign out there'];
  return html`<h2>${browser}, since ${timeElement(signedInAt)}</h2>
<p class="small">Applications: ${applications.length === 0 ? 'none' : applications.join(', ')}</p>
<form method="post" action="${MY_SESSIONS_PATH}">
<input type="hidden" name="handle" value="${handle}">
<button class="secondary" type="submit" name="session" value="${id}" aria-label="${`${label}, of the session since ${timeText(signedInAt)}`}">${label}</button>
</form>
`;
}

/** After a session elsewhere has ended: what that did, and what it could not do. */
export const ENDED_ELSEWHERE =
  'That browser is signed out, and its refresh tokens are worth nothing now. Its applications cannot be told from here: one that is open there gets no new tokens, but may show you as signed in until its own session or its token ends.';

/** The same of a sign-out everywhere, which tells the applications of this browser alone. */
export const ENDED_EVERYWHERE =
  'All your sessions have ended, and their refresh tokens are worth nothing now. The applications of this browser are told. Those of other browsers cannot be told from here: one that is open there gets no new tokens, but may show you as signed in until its own session or its token ends.';

export const MY_SESSIONS_PATH = '/mysessions';
export const EVERYWHERE = 'everywhere';
