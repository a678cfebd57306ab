/** Signer sets, supply checkpoint and settlement of a vector file. */
import {
  type ChainSupply,
  eid,
  type Hex,
  type Payout,
  payoutLeaf,
  privateKeyToAddress,
  type SettlementCut,
  settlementCutLeaf,
  signerSetHash,
  supplyLeaf,
} from '@cxt-bridge/adapters/protocol';
import type { Attempt } from './attempt.ts';
import type { VectorFile } from './schema.ts';
import { big, int, type VectorInputs } from './vectorInputs.ts';

/** Members are the addresses of the test keys, in their order. */
export function deriveSets(args: {
  inputs: VectorInputs['sets'];
  bridgeId: Hex;
  attempt: Attempt;
}): VectorFile['sets'] {
  const { bridgeId, attempt } = args;
  return args.inputs.map(({ epoch, threshold, testPrivateKeys, members: given, setHash }, index) => {
    const members = testPrivateKeys.map((privateKey, member) =>
      attempt({
        path: `$.sets[${index}].testPrivateKeys[${member}]`,
        given: given?.[member],
        compute: () => privateKeyToAddress(privateKey),
      }),
    );
    return {
      epoch,
      threshold,
      members,
      testPrivateKeys,
      setHash: attempt({
        path: `$.sets[${index}].setHash`,
        given: setHash,
        compute: () =>
          signerSetHash({ bridgeId, epoch: big(epoch), threshold, members, allowSmallThreshold: true }),
      }),
    };
  });
}

/** Figures of a chain as the library takes them. */
export function chainSupplyOf(chain: VectorInputs['supply'][number]): ChainSupply {
  return {
    eid: eid(chain.eid),
    height: big(chain.height),
    blockHash: chain.blockHash,
    supplyWei: big(chain.supply),
    lockedWei: big(chain.locked),
    pendingInWei: big(chain.pendingIn),
    burnedWei: big(chain.burned),
  };
}

/** Supply leaves. */
export function deriveSupply(args: {
  inputs: VectorInputs['supply'];
  attempt: Attempt;
}): VectorFile['supply'] {
  return args.inputs.map((chain, index) => {
    const { eid: chainEid, height, blockHash, supply, locked, pendingIn, burned } = chain;
    const path = `$.supply[${index}].leaf`;
    const leaf = args.attempt({
      path,
      given: chain.leaf,
      compute: (): Hex => supplyLeaf(chainSupplyOf(chain)),
    });
    return { eid: chainEid, height, blockHash, supply, locked, pendingIn, burned, leaf };
  });
}

/** Cut of a settlement as the library takes it. */
export function settlementCutOf(settlement: VectorInputs['settlement']): SettlementCut {
  return {
    epoch: big(settlement.epoch),
    previousPostedEpoch: big(settlement.previousPostedEpoch),
    cut: settlement.cut.map((chain) => ({ ...chain, eid: eid(chain.eid), height: big(chain.height) })),
  };
}

/** Payouts of a settlement as the library takes them. */
export function payoutsOf(settlement: VectorInputs['settlement']): Payout[] {
  return settlement.payouts.map(({ payout, amountWei }, index) => ({
    epoch: big(settlement.epoch),
    index,
    payout,
    amountWei: big(amountWei),
  }));
}

/** Cut leaf and payout leaves; epoch and index of a payout follow from its place. */
export function deriveSettlement(args: {
  inputs: VectorInputs['settlement'];
  attempt: Attempt;
}): VectorFile['settlement'] {
  const { inputs, attempt } = args;
  const { epoch, previousPostedEpoch, cut } = inputs;
  const payouts = payoutsOf(inputs).map((payout, index) => ({
    epoch: int(payout.epoch),
    index,
    payout: payout.payout,
    amountWei: inputs.payouts[index]?.amountWei ?? payout.amountWei.toString(),
    leaf: attempt({
      path: `$.settlement.payouts[${index}].leaf`,
      given: inputs.payouts[index]?.leaf,
      compute: (): Hex => payoutLeaf(payout),
    }),
  }));
  const cutLeaf = attempt({
    path: '$.settlement.cutLeaf',
    given: inputs.cutLeaf,
    compute: (): Hex => settlementCutLeaf(settlementCutOf(inputs)),
  });
  return { epoch, previousPostedEpoch, cut, cutLeaf, payouts };
}
