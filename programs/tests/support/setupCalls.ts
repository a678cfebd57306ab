/** Calls that set a gateway up. Every argument and account can be replaced, to see it refused. */
import type { Hex } from '@cxt-bridge/adapters/protocol';
import type { Keypair, PublicKey } from '@solana/web3.js';
import { bn } from './bn.ts';
import { CXT, FEES_WEI, HOME_EID, type Limits, PEERS, SOLANA_EID, WEI_PER_UNIT } from './deployment.ts';
import { GatewayAddresses } from './gatewayAddresses.ts';
import type { Accounts, Call } from './idlClient.ts';
import { BRIDGE_ID, numbersOf, type Quorum } from './quorum.ts';

export abstract class SetupCalls extends GatewayAddresses {
  abstract readonly limits: Limits;
  abstract readonly quorum: Quorum;
  /** Upgrade authority of the program, and who deployed it. */
  abstract readonly authority: Keypair;
  /** Pays where nobody else is named. */
  abstract readonly payerKey: PublicKey;

  initializeCall(args: Record<string, unknown> = {}, accounts: Accounts = {}): Call {
    const { quorum, limits } = this;
    const params = {
      bridgeId: numbersOf(BRIDGE_ID),
      localEid: SOLANA_EID,
      homeEid: HOME_EID,
      laneCount: PEERS.size,
      supplyCapUnits: bn(limits.supplyCapUnits),
      epoch: bn(quorum.epoch),
      threshold: quorum.threshold,
      minimumThreshold: 3,
      members: quorum.members.map(numbersOf),
      recoverySetHash: Array<number>(32).fill(0),
      waits: {
        rotation: 5,
        loosening: 5,
        unpause: 5,
        held: 5,
        recovery: 30,
        maxPause: 432_000,
        maxGrace: 86_400,
        sweep: 60,
      },
      feeShares: { burnBps: 1_000, poolBps: 1_000 },
      minimumSweepUnits: bn(CXT),
      ...args,
    };
    return {
      name: 'initialize',
      args: { params },
      accounts: {
        authority: this.authority.publicKey,
        program: this.gateway.program,
        programData: this.programData(),
        config: this.config,
        signerSet: this.signerSet(quorum.epoch),
        mint: this.mint,
        mintAuthority: this.mintAuthority,
        feeVault: this.feeVault,
        feeAuthority: this.gateway.address('fee_authority'),
        ...accounts,
      },
    };
  }

  openLaneCall(eid: number, args: Record<string, unknown> = {}, accounts: Accounts = {}): Call {
    const wei = (units: bigint): unknown => bn(units * WEI_PER_UNIT);
    const { limits } = this;
    const params = {
      eid,
      vm: 0,
      gateway: numbersOf(PEERS.get(eid) ?? (`0x${'00'.repeat(31)}07` as Hex)),
      feesWei: FEES_WEI.map(bn),
      capacityWei: wei(limits.capacityUnits),
      refillWeiPerSecond: wei(limits.refillUnitsPerSecond),
      thresholdWei: wei(limits.thresholdUnits),
      delaySeconds: limits.delaySeconds,
      ...args,
    };
    return {
      name: 'openLane',
      args: { params },
      accounts: {
        authority: this.authority.publicKey,
        program: this.gateway.program,
        programData: this.programData(),
        config: this.config,
        lane: this.lane(eid),
        nonces: this.nonces(eid),
        ...accounts,
      },
    };
  }

  openNoncesCall(eid: number, page: bigint, payer = this.payerKey): Call {
    return {
      name: 'openNonces',
      args: { srcEid: eid, page: bn(page) },
      accounts: { payer, lane: this.lane(eid), nonces: this.nonces(eid, page) },
    };
  }
}
