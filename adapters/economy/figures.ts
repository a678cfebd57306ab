/** The figures of a state for its sums, each counted from its parts and not from a running total. */
import { bidBondWei, isEnded, type Job, STATUS } from './market/marketState.ts';
import type { Economy } from './economy.ts';
import { FINAL } from './court/tally.ts';
import { WEI_PER_PRICE_UNIT } from './parameters.ts';
import type { SupplyFigures } from './sums.ts';
import { balanceOf } from './token.ts';

/** Figures of a state. */
export function figuresOf(economy: Economy): SupplyFigures {
  const { pool, registry, market, bridge, burnedWei } = economy;
  const { wiring } = economy.params;
  const contracts = new Set([wiring.pool, wiring.stakeRegistry, wiring.jobMarket, wiring.vault]);
  const accounts = [...registry.nodes.values()];
  return {
    holdersWei: sum([...economy.balances].map(([holder, wei]) => (contracts.has(holder) ? 0n : wei))),
    burnedWei,
    pool: { balanceWei: balanceOf(economy, wiring.pool), ...pool },
    registry: {
      balanceWei: balanceOf(economy, wiring.stakeRegistry),
      stakeWei: sum(accounts.map(({ stakeWei }) => stakeWei)),
      bondedWei: sum(accounts.map(({ bondedWei }) => bondedWei)),
      unbondingWei: sum(
        accounts.flatMap(({ unbondings }) => unbondings.map((unbonding) => unbonding?.amountWei ?? 0n)),
      ),
    },
    market: {
      balanceWei: balanceOf(economy, wiring.jobMarket),
      escrowWei: sum([...market.jobs.values()].map(escrowOf)),
      creditsWei: sum([...market.credits.values()]) + compensation(economy),
      poolShareWei: market.poolShareWei,
      seatPayWei: seatPay(economy),
    },
    vault: { balanceWei: balanceOf(economy, wiring.vault), lockedWei: bridge.lockedWei },
    spokes: [...bridge.supplyWei].map(([eid, supplyWei]) => ({
      mintedWei: supplyWei,
      burnedWei: 0n,
      supplyWei,
      burnedExternallyWei: bridge.burnedExternallyWei.get(eid) ?? 0n,
    })),
    pendingWei: bridge.pendingWei,
  };
}

/** What must be bonded for jobs, seats and challengers, in wei: never less than all accounts' bonds, slashing apart. */
export function neededBondsWei(economy: Economy): bigint {
  const { jobs } = economy.market;
  const held = [...jobs.values()].filter(({ status }) => !isEnded(status));
  const bids = sum(held.flatMap(bondedBids).map(bidBondWei));
  const challenges = sum(
    held.map((job) => (job.status === STATUS.DISPUTED ? (job.dispute?.bondWei ?? 0n) : 0n)),
  );
  const seats = sum(
    [...economy.court.verdicts].map(([key, verdict]) =>
      key.endsWith(`:${FINAL}`) ? 0n : BigInt(verdict.seats.length) * economy.params.court.seatBondWei,
    ),
  );
  const late = sum([...economy.court.late.values()].map(({ isOpen, bondWei }) => (isOpen ? bondWei : 0n)));
  return bids + challenges + seats + late;
}

function bondedBids(job: Job): Job['bids'] {
  return job.status === STATUS.FUNDED ? job.bids : job.drawn;
}

function escrowOf({ status, request }: Job): bigint {
  return isEnded(status) ? 0n : request.price * WEI_PER_PRICE_UNIT;
}

/** Half of what was slashed in first rounds waits in the market's balance. */
function compensation(economy: Economy): bigint {
  return sum([...economy.market.jobs.values()].map(({ compensationWei }) => compensationWei));
}

function seatPay(economy: Economy): bigint {
  return sum([...economy.court.verdicts.values()].map(({ lock }) => lock?.payWei ?? 0n));
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((total, value) => total + value, 0n);
}
