import { expect } from 'vitest';
import { type Cluster, route } from './_nodes.ts';
import { redeemCode, refresh, type TokenAnswer } from './_refusals.ts';
import {
  asAPersonDoes,
  type Message,
  messageAt,
  openTab,
  sendTo,
  stopsOf,
  type Tab,
  untilAnswered,
  walkTo,
} from './_tab.ts';
import type { World } from './_world.ts';

/**
 * Sends each message of the sign-in that led to a tab's tokens once more, to the other node than the one that took
 * it, until it is answered: never with what it was worth the first time.
 */
export async function sendAllAgain(tab: Tab, cluster: Cluster): Promise<void> {
  for (const [at, message] of tab.messages.entries()) {
    const next = tab.messages[at + 1]?.stop;
    const refusal = REFUSALS[message.stop.what];
    if (!next || !refusal) continue;
    const other = cluster.otherThan(message.takenAt);
    const outcome = await untilAnswered(() => sendTo(other, tab.browser, { ...message }, next), tab);
    expect.soft(outcome, `${tab.door}: ${message.stop.what}`).toMatchObject({
      kind: 'page',
      text: expect.stringContaining(refusal),
    });
  }
}

/** A handle of a browser is gone once it was used; what stands for a person is tried in a sign-in of its own as well. */
const REFUSALS: Partial<Readonly<Record<Message['stop']['what'], string>>> = {
  result: 'AADSTS90100',
  assertion: 'AADSTS90100',
  session: 'AADSTS90100',
};

/** The assertion of a tab in a new sign-in of the same browser, which waits for one. */
export async function sendAssertionInAnotherSignIn(tab: Tab, world: World, cluster: Cluster): Promise<void> {
  const used = tab.messages.find(({ stop }) => stop.what === 'assertion');
  if (!used?.form) return;
  const other = openTab(tab.browser, tab.person, tab.door);
  const fresh = await asAPersonDoes(other, () => walkTo('assertion', other, world));
  const form = new URLSearchParams(used.form);
  for (const name of ['wctx', 'RelayState']) {
    const value = fresh.form?.get(name);
    if (value != null) form.set(name, value);
  }
  const next = tab.messages.find(({ stop }) => stop.what === 'session')!.stop;
  const node = cluster.otherThan(used.takenAt);
  const outcome = await untilAnswered(() => sendTo(node, tab.browser, { ...used, form }, next), tab);
  expect.soft(outcome).toMatchObject({
    kind: 'page',
    // 90100 when the node died after it had taken the new sign-in and before it had answered.
    text: expect.stringMatching(/AADSTS(50008|90100)/),
  });
}

/** A code that comes back is refused and ends what it granted. */
export async function redeemAgain(tab: Tab, world: World, cluster: Cluster): Promise<void> {
  const code = tab.messages.at(-1)!;
  const signedIn = { code: code.url.searchParams.get('code')!, codeVerifier: tab.codeVerifier };
  const at = { wanted: cluster.otherThan(code.takenAt) };
  const answer = await untilAnswered(() => route.run({ ...at }, () => redeemCode(world, signedIn)), tab);
  expectRefused(answer, 54005);
}

/** A refresh token whose successor was handed out long ago is refused and ends the family. */
export async function expectRefreshRefused(
  tab: Tab,
  refreshToken: string,
  aadsts: number,
  world: World,
  wanted: string | undefined,
): Promise<void> {
  const answer = await untilAnswered(() => route.run({ wanted }, () => refresh(world, refreshToken)), tab);
  expectRefused(answer, aadsts);
}

function expectRefused({ status, body }: TokenAnswer, aadsts: number): void {
  expect.soft({ status, body }).toMatchObject({
    status: 400,
    body: { error: 'invalid_grant', error_codes: [aadsts] },
  });
}

/** Each thing of a sign-in is shown to all nodes at the same moment: one of them takes it. */
export async function showToAllAtOnce(tab: Tab, world: World, cluster: Cluster): Promise<void> {
  let message = await walkTo('result', tab, world);
  for (const stop of stopsOf(tab.door, world.server.origins).slice(3)) {
    const outcomes = await Promise.all(
      cluster.addresses.map((address) => sendTo(address, tab.browser, { ...message }, stop)),
    );
    const taken = outcomes.filter((outcome) => outcome.kind === 'redirect');
    expect(taken, `${message.stop.what} in ${outcomes.length} places`).toHaveLength(1);
    message = messageAt(stop, taken[0]!);
  }
  const signedIn = { code: message.url.searchParams.get('code')!, codeVerifier: tab.codeVerifier };
  const answers = await Promise.all(
    cluster.addresses.map((wanted) => route.run({ wanted }, () => redeemCode(world, signedIn))),
  );
  const granted = answers.filter(({ status }) => status === 200);
  expect(granted.length).toBeLessThanOrEqual(1);
  for (const { body } of granted) {
    const refreshToken = String(body['refresh_token']);
    expect(await refresh(world, refreshToken)).toMatchObject({ status: 400, body: { error_codes: [50173] } });
  }
}
