/** Job messages of a vector file. */
import {
  bytesToHex,
  encodeJobCancel,
  encodeJobSubmit,
  encodeJobTerminal,
  type Hex,
  type JobSubmit,
  jobId,
  units,
} from '@cxt-bridge/adapters/protocol';
import type { Attempt } from './attempt.ts';
import type { VectorFile } from './schema.ts';
import { big, type VectorInputs } from './vectorInputs.ts';

/** Fields of JOB_SUBMIT as the codec takes them. */
export function submitOf(fields: VectorFile['jobs']['submitFields']): JobSubmit {
  const { srcNonce, maxUnits, price, returnFee } = fields;
  return {
    ...fields,
    srcNonce: big(srcNonce),
    maxUnits: big(maxUnits),
    price: units(big(price)),
    returnFee: units(big(returnFee)),
  };
}

/** Id and messages of the job. */
export function deriveJobs(args: {
  inputs: VectorInputs['jobs'];
  bridgeId: Hex;
  attempt: Attempt;
}): VectorFile['jobs'] {
  const { inputs, bridgeId, attempt } = args;
  const { srcEid, router, routerNonce, submitFields } = inputs;
  const id = attempt({
    path: '$.jobs.jobId',
    given: inputs.jobId,
    compute: () => jobId({ bridgeId, srcEid, srcRouter: router, srcNonce: big(routerNonce) }),
  });
  const { jobId: _, ...fields } = inputs.terminalFields;
  const terminalFields = { jobId: id, ...fields };
  return {
    jobId: id,
    srcEid,
    router,
    routerNonce,
    submitFields,
    submit: attempt({
      path: '$.jobs.submit',
      given: inputs.submit,
      compute: () => bytesToHex(encodeJobSubmit(submitOf(submitFields))),
    }),
    terminalFields,
    terminal: attempt({
      path: '$.jobs.terminal',
      given: inputs.terminal,
      compute: () => bytesToHex(encodeJobTerminal({ ...terminalFields, units: big(terminalFields.units) })),
    }),
    cancel: attempt({
      path: '$.jobs.cancel',
      given: inputs.cancel,
      compute: () => bytesToHex(encodeJobCancel(id)),
    }),
  };
}
