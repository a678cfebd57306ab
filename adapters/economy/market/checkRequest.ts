/** What a request must be. */
import type { Economy } from '../economy.ts';
import { refuse } from '../refusal.ts';
import { type JobRequest, ZERO_HASH } from './marketState.ts';

const JOB_TYPES = 5;
const UNITS_BOUND = 1n << 56n;

/** @throws Refusal FieldInvalid */
export function requireField(isValid: boolean, field: string, value: bigint): void {
  if (!isValid) refuse('FieldInvalid', field, value);
}

/** @throws Refusal FieldInvalid, JobTypeUnknown, PriceTooLow */
export function checkRequest(economy: Economy, request: JobRequest): void {
  const { market, wiring } = economy.params;
  const { jobType, redundancy, window, flags, maxUnits, acceptSeconds, computeSeconds, price } = request;
  requireField(request.jobId !== ZERO_HASH, 'jobId', 0n);
  requireField(request.requester !== ZERO_HASH, 'requester', 0n);
  requireField(BigInt(request.refundee) !== 0n, 'refundee', 0n);
  requireField(request.specHash !== ZERO_HASH, 'specHash', 0n);
  requireField(request.refundee !== wiring.jobMarket, 'refundee', BigInt(wiring.jobMarket));
  if (jobType === 0 || jobType > JOB_TYPES) refuse('JobTypeUnknown', BigInt(jobType));
  const isNamed = flags === 1;
  requireField(redundancy !== 0 && redundancy <= (isNamed ? 1 : 3), 'redundancy', BigInt(redundancy));
  requireField(window <= 2, 'window', BigInt(window));
  requireField(flags <= 1, 'flags', BigInt(flags));
  const executor = BigInt(request.namedExecutor);
  requireField(isNamed === (executor !== 0n), 'namedExecutor', executor);
  requireField(maxUnits !== 0n && maxUnits < UNITS_BOUND, 'maxUnits', maxUnits);
  const { minAcceptSeconds, maxAcceptSeconds, maxComputeSeconds, minPriceUnits } = market;
  const isInWindow = acceptSeconds >= minAcceptSeconds && acceptSeconds <= maxAcceptSeconds;
  requireField(isInWindow, 'acceptSeconds', acceptSeconds);
  const isComputable = computeSeconds !== 0n && computeSeconds <= maxComputeSeconds;
  requireField(isComputable, 'computeSeconds', computeSeconds);
  if (price < minPriceUnits) refuse('PriceTooLow', price, minPriceUnits);
}
