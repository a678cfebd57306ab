/** The job of the vector file: submitted on BSC, ended with a result. */
import { evmAddressToBytes32, JOB_STATUS, JOB_TYPE } from '@cxt-bridge/adapters/protocol';
import { EID, JOB_CONTENT, JOB_PARTY } from './inputs.ts';
import type { VectorInputs } from './vectorInputs.ts';

/** Compute port of home on the wire. */
export const homeComputePort = evmAddressToBytes32(JOB_PARTY.homeComputePort);
/** Compute router of BSC on the wire. */
export const bscRouter = evmAddressToBytes32(JOB_PARTY.bscRouter);

const ROUTER_NONCE = 3;

/** Fields of the job; the dApp that asks for it is also called back. */
export function jobInputs(): VectorInputs['jobs'] {
  const requester = evmAddressToBytes32(JOB_PARTY.requester);
  return {
    srcEid: EID.bsc,
    router: bscRouter,
    routerNonce: ROUTER_NONCE,
    submitFields: {
      srcNonce: ROUTER_NONCE,
      requester,
      refundee: evmAddressToBytes32(JOB_PARTY.refundee),
      callback: requester,
      callbackGas: 150_000,
      homeFallback: JOB_PARTY.homeFallback,
      window: 1,
      jobType: JOB_TYPE.INFERENCE,
      redundancy: 1,
      flags: 0,
      maxUnits: 1_000_000,
      price: '25000000000',
      returnFee: '1500000000',
      acceptSeconds: 60,
      computeSeconds: 600,
      specHash: JOB_CONTENT.specHash,
      inputHash: JOB_CONTENT.inputHash,
      uri: `cxt-blob:${JOB_CONTENT.specHash}`,
    },
    terminalFields: {
      status: JOB_STATUS.SETTLED,
      reason: 0,
      units: 812_345,
      resultHash: JOB_CONTENT.resultHash,
      dataKind: 0,
      data: JOB_CONTENT.inlineResult,
    },
  };
}
