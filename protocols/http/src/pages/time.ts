import { formatTime, type UnixSeconds } from '@signet/pki';
import { type Html, html } from '../html.ts';

/** A moment for people, to the minute, with the whole of it for programs: the server does not know where they are. */
export function timeElement(time: UnixSeconds): Html {
  return html`<time datetime="${formatTime(time)}">${timeText(time)}</time>`;
}

/** The same where no markup can be. */
export function timeText(time: UnixSeconds): string {
  return `${DAY_AND_MINUTE.format(time * 1000)} UTC`;
}

const DAY_AND_MINUTE = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'UTC',
});
