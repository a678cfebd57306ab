/** Status, lanes, operators and supply for people. */
import pc from 'picocolors';
import type { LaneView, StatusView, SupplyView } from '../../engine/readModel.ts';
import { cxt, native } from './figures.ts';
import { renderFacts, renderTable } from './table.ts';

export function renderStatus(status: StatusView): string {
  const ready = status.ready ? pc.green('yes') : pc.yellow(`no: ${status.notReady.join('; ')}`);
  const parts = [
    renderFacts([
      ['operator', `${status.operator} (${status.attester})`],
      [
        'network',
        `${status.network}, epoch ${status.epoch}, ${status.threshold} of ${status.members.length} sign`,
      ],
      ['version', `${status.version}, up since ${status.startedAt}`],
      ['ready', ready],
      ['signing', status.signing ? pc.green('yes') : pc.red('no')],
      ['open messages', String(status.openMessages)],
    ]),
    renderChains(status),
    renderTable({
      columns: [{ title: 'peer' }, { title: 'attester' }, { title: 'reachable' }, { title: 'last error' }],
      rows: status.peers.map((peer) => [
        peer.name,
        peer.attester,
        peer.reachable === null ? 'not asked yet' : peer.reachable ? pc.green('yes') : pc.red('no'),
        peer.lastError ?? '',
      ]),
    }),
  ];
  for (const halt of status.halts) {
    parts.push(
      `${pc.red('HALTED')} ${halt.scope} since ${halt.since}: ${halt.sentence} (${halt.code})\n` +
        `       read the runbook, then: cxt-relayer acknowledge ${halt.evidenceHash}`,
    );
  }
  return parts.join('\n\n');
}

function renderChains(status: StatusView): string {
  return renderTable({
    columns: [
      { title: 'chain' },
      { title: 'role' },
      { title: 'latest', align: 'right' },
      { title: 'final', align: 'right' },
      { title: 'observed', align: 'right' },
      { title: 'providers', align: 'right' },
      { title: 'submitter' },
      { title: 'gas money', align: 'right' },
      { title: 'lasts', align: 'right' },
      { title: 'in rent', align: 'right' },
      { title: 'problem' },
    ],
    rows: status.chains.map((chain) => [
      chain.chain,
      chain.role,
      chain.latest ?? '–',
      chain.finalized ?? '–',
      chain.observed ?? '–',
      `${chain.providers.filter((provider) => provider.error === null).length}/${chain.providers.length} (${chain.requiredProviders} needed)`,
      chain.submitter.account,
      chain.submitter.balance === null
        ? '–'
        : native({ amount: chain.submitter.balance, owner: chain.submitter.account }),
      lasts(chain.submitter),
      rent(chain.submitter),
      chain.problem === null ? '' : pc.yellow(chain.problem),
    ]),
  });
}

function lasts({ balance, hoursLeft }: StatusView['chains'][number]['submitter']): string {
  if (balance === null) return '–';
  return hoursLeft === null ? 'nothing spent' : `${Math.floor(hoursLeft)} h`;
}

/** What lies in accounts now, and what was ever put there. */
function rent({ account, rentPaid, rentRecovered }: StatusView['chains'][number]['submitter']): string {
  if (rentPaid === null || rentRecovered === null) return '';
  const [paid, recovered] = [BigInt(rentPaid), BigInt(rentRecovered)];
  const left = paid > recovered ? paid - recovered : 0n;
  const [now, ever] = [left, paid].map((lamports) => native({ amount: lamports.toString(), owner: account }));
  return `${now} of ${ever}`;
}

export function renderLanes(lanes: readonly LaneView[]): string {
  return renderTable({
    columns: [
      { title: 'lane' },
      { title: 'observed', align: 'right' },
      { title: 'executed', align: 'right' },
      { title: 'open', align: 'right' },
      { title: 'queued', align: 'right' },
      { title: 'failed', align: 'right' },
      { title: 'oldest', align: 'right' },
    ],
    rows: lanes.map((lane) => [
      `${lane.from} → ${lane.to}`,
      lane.observed,
      lane.executed,
      String(lane.open),
      String(lane.queued),
      lane.failed === 0 ? '0' : pc.red(String(lane.failed)),
      lane.oldestPendingSeconds === null ? '' : `${lane.oldestPendingSeconds} s`,
    ]),
  });
}

export function renderSupply(supply: SupplyView): string {
  const verdict = supply.exact
    ? pc.green('exact: every chain, every flow and the total agree to the wei')
    : pc.red(`NOT EXACT: circulating and in flight differ from locked by ${cxt(supply.delta)}`);
  const table = renderTable({
    columns: [
      { title: 'chain' },
      { title: 'height', align: 'right' },
      { title: 'supply', align: 'right' },
      { title: 'locked', align: 'right' },
      { title: 'pending in', align: 'right' },
      { title: 'burned', align: 'right' },
    ],
    rows: Object.entries(supply.perChain).map(([chain, figures]) => [
      chain,
      figures.height,
      cxt(figures.supply),
      cxt(figures.locked),
      cxt(figures.pendingIn),
      cxt(figures.burned),
    ]),
  });
  return `${table}\n\n${verdict}`;
}
