import type { Bench } from '../row.ts';
import { peerToken, startBare, startOidcProvider } from '../whole/bare.ts';
import { endpointOf, type TokenEndpoint } from '../whole/federated-sign-in.ts';
import { startOrganisation } from '../whole/organisation.ts';
import { createRedeemer, redeemInTurns } from '../whole/refreshes.ts';

/**
 * Refresh redemptions per second of the server's processor time, each asking account, certificate and CRL anew, rotating the token
 * and leaving a row of the log. The limit is a handler that only makes the same two signatures.
 */
export const refreshes: Bench = {
  cases: ['refresh'],
  async *run({ note }, wanted) {
    if (!wanted('refresh')) return;
    note('refresh: making an organisation');
    await using stack = new AsyncDisposableStack();
    const organisation = stack.use(
      await startOrganisation({ users: 1000, people: 0, refreshTokens: GRANTS }),
    );
    const { ca, tls } = organisation;
    const bare = stack.use(await startBare('tokens', tls));
    const peer = stack.use(await startOidcProvider(tls, GRANTS));
    const at = (port: number, path: string): TokenEndpoint => ({
      url: `https://localhost:${port}${path}`,
      ca,
    });
    const peerTokens = Array.from({ length: GRANTS }, (_, grant) => peerToken(grant));
    const costs = await redeemInTurns(
      {
        limit: stack.use(createRedeemer(bare, at(bare.port, '/'), peerTokens)),
        ours: stack.use(
          createRedeemer(organisation.server, endpointOf(organisation), organisation.refreshTokens),
        ),
        'oidc-provider in memory': stack.use(createRedeemer(peer, at(peer.port, '/token'), peerTokens)),
      },
      { warmUp: 3000, rounds: 10, block: 300 },
    );
    const { limit, ours, ...peers } = costs;
    yield {
      case: 'refresh',
      unit: 'per core-second',
      ours: 1 / ours,
      limit: 1 / limit,
      peers: Object.fromEntries(Object.entries(peers).map(([name, cost]) => [name, 1 / cost])),
      facts: {
        'one redemption (µs of the processor)': ours * 1e6,
        'the limit (µs)': limit * 1e6,
      },
    };
  },
};

const GRANTS = 64;
