/**
 * Splits a delivery into transactions that fit: the whole batch in one `deliver` where that fits, else the root by `attest` and
 * the items under it by `deliver_proven` (solana design §1).
 *
 * What the chain has already is left out. Every step is harmless when it is done twice. An item that is refused under a root
 * takes the other items of its transaction with it, so with a root in place those that would be refused come last and alone.
 */
import type { BridgeCall } from '../../core/transactions.ts';
import { decodeCompact, type Hex, hexToBytes, merkleProof } from '../../protocol/index.ts';
import { fitsTransaction, MAX_COMPUTE_UNITS } from './compileTransaction.ts';
import { COMPUTE_UNITS } from './computeBudget.ts';
import {
  attestInstruction,
  deliverInstruction,
  deliverProvenInstruction,
  type EquippedItem,
  openNoncesInstruction,
  type SignedBatch,
} from './deliveryInstructions.ts';
import { type DeliveryState, deliveryState } from './deliveryState.ts';
import { deliveryAccounts } from './itemAccounts.ts';
import { lanesOf, placeItem, readItem, readItems } from './placedItem.ts';
import type { PlanContext } from './planContext.ts';
import type { PlannedStep } from './plannedStep.ts';
import { simulate } from './simulate.ts';

type Delivery = Extract<BridgeCall, { kind: 'deliver' | 'deliverOne' }>;

const SIGNATURE_BYTES = 64;

interface ProvenItem extends EquippedItem {
  readonly index: number;
  readonly proof: readonly Hex[];
}

/** Steps of a delivery; empty when all of it is done. @throws PlanRefused, ChainError, MalformedAnswer, protocol errors */
export async function planDelivery(context: PlanContext, call: Delivery): Promise<readonly PlannedStep[]> {
  const { epoch, root, count } = decodeCompact(call.attestation);
  const batch: SignedBatch = { attestation: call.attestation, signatures: call.signatures, epoch, root };
  const raw = call.kind === 'deliver' ? readItems(call.items) : [readItem(call.item)];
  const lanes = await lanesOf(context, raw);
  const placed = raw.map((item) => placeItem(context, { item, lanes }));
  const state = await deliveryState(context, { items: placed, lanes, root });
  const isOpen = placed.map((item) => !state.isUsed(item));
  if (!isOpen.includes(true)) return [];
  const accounts = await deliveryAccounts(context, { items: placed, room: state.room });
  const leaves = placed.map(({ leaf }) => leaf);
  const items = placed.map((item, index) => ({
    ...item,
    accounts: accounts[index] as EquippedItem['accounts'],
    index: call.kind === 'deliver' ? index : call.index,
    proof: call.kind === 'deliver' ? merkleProof(leaves, index) : call.proof,
  }));
  const pages = openPages(context, state);
  if (call.kind === 'deliver' && state.root === null && items.length === count) {
    const whole = wholeBatch(context, { batch, items });
    if (whole !== null) return [...pages, whole];
  }
  const open = items.filter((_, index) => isOpen[index] === true);
  return [...pages, ...(await provenSteps(context, { batch, open, state }))];
}

function openPages(context: PlanContext, { missingPages }: DeliveryState): readonly PlannedStep[] {
  if (missingPages.length === 0) return [];
  return missingPages.map((page) => ({
    label: `open nonces ${page.srcEid}/${page.page}`,
    instructions: [openNoncesInstruction(context, page)],
    computeUnits: COMPUTE_UNITS.openNonces,
  }));
}

function wholeBatch(
  context: PlanContext,
  at: { batch: SignedBatch; items: readonly EquippedItem[] },
): PlannedStep | null {
  const { perDelivery, perItem } = COMPUTE_UNITS;
  const computeUnits = perDelivery + verification(at.batch) + at.items.length * perItem;
  const deliver = encodableDeliver(context, at);
  if (deliver === null) return null;
  const instructions = [deliver];
  if (computeUnits > MAX_COMPUTE_UNITS || !fitsTransaction({ ...context, instructions })) return null;
  return { label: 'deliver', instructions, computeUnits };
}

/** Null where the arguments alone, two long calls say, are more than a transaction holds. */
function encodableDeliver(
  context: PlanContext,
  at: { batch: SignedBatch; items: readonly EquippedItem[] },
): PlannedStep['instructions'][number] | null {
  try {
    return deliverInstruction(context, at);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

async function provenSteps(
  context: PlanContext,
  at: { batch: SignedBatch; open: readonly ProvenItem[]; state: DeliveryState },
): Promise<readonly PlannedStep[]> {
  const { batch, open, state } = at;
  const epoch = state.root?.epoch ?? batch.epoch;
  const partOf = (item: ProvenItem): Part => ({
    name: String(item.index + 1),
    instruction: deliverProvenInstruction(context, {
      root: batch.root,
      epoch,
      item,
      index: item.index,
      proof: item.proof,
    }),
    computeUnits: COMPUTE_UNITS.proven,
  });
  const parts = open.map(partOf);
  if (state.root === null) {
    const attest: Part = {
      name: 'attest',
      instruction: attestInstruction(context, batch),
      computeUnits: COMPUTE_UNITS.attest + verification(batch),
    };
    return packed(context, [attest, ...parts]);
  }
  const refused = await refusedNow(context, parts);
  const good = parts.filter((_, index) => refused[index] === false);
  const bad = parts.filter((_, index) => refused[index] === true);
  return [...packed(context, good), ...bad.flatMap((part) => packed(context, [part]))];
}

interface Part {
  readonly name: string;
  readonly instruction: PlannedStep['instructions'][number];
  readonly computeUnits: number;
}

async function refusedNow(context: PlanContext, parts: readonly Part[]): Promise<readonly boolean[]> {
  if (parts.length === 1) return [false];
  const runs = parts.map(({ instruction }) =>
    simulate(context.rpc, { ...context, program: context.addresses.program, instructions: [instruction] }),
  );
  return (await Promise.all(runs)).map(({ ok }) => !ok);
}

/** As many parts a transaction as fit it, in order. */
function packed(context: PlanContext, parts: readonly Part[]): readonly PlannedStep[] {
  const steps: PlannedStep[] = [];
  let group: Part[] = [];
  const close = () => {
    if (group.length > 0) steps.push(stepOf(group));
    group = [];
  };
  for (const part of parts) {
    const wider = [...group, part];
    const computeUnits = wider.reduce((sum, { computeUnits: units }) => sum + units, 0);
    const instructions = wider.map(({ instruction }) => instruction);
    if (computeUnits > MAX_COMPUTE_UNITS || !fitsTransaction({ ...context, instructions })) close();
    group.push(part);
  }
  close();
  return steps;
}

function stepOf(parts: readonly Part[]): PlannedStep {
  const names = parts.map(({ name }) => name).filter((name) => name !== 'attest');
  const items = names.length === 0 ? [] : [`deliver ${names.join(', ')}`];
  const attests = parts.some(({ name }) => name === 'attest') ? ['attest'] : [];
  return {
    label: [...attests, ...items].join(' and '),
    instructions: parts.map(({ instruction }) => instruction),
    computeUnits: parts.reduce((sum, { computeUnits }) => sum + computeUnits, 0),
  };
}

function verification(batch: SignedBatch): number {
  const signatures = Math.floor(hexToBytes(batch.signatures).length / SIGNATURE_BYTES);
  return signatures * COMPUTE_UNITS.perSignature;
}
