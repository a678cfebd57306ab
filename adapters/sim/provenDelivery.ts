/**
 * Delivery in more than one transaction, for chains whose transactions are small (solana design §1): the batch's signatures are
 * verified once and its root kept, then items follow with their proofs and without signatures.
 */
import type { Hex } from '../core/index.ts';
import type { ExecutionContext } from './executionContext.ts';
import { verifyProof } from '../protocol/index.ts';
import { verifyBatch } from './batchAttestation.ts';
import { acceptBatch } from './deliverBatch.ts';
import { readInboundItems, refusing } from './inboundItem.ts';
import { Revert } from './revert.ts';
import { settleItem } from './settleItem.ts';
import type { SvmCall } from './simTransaction.ts';

type Call<Kind extends SvmCall['kind']> = Extract<SvmCall, { kind: Kind }>;

/** Keeps an attested root. Again is harmless; the same batch signed for longer lives longer. */
export function attestRoot(context: ExecutionContext, call: Call<'attestRoot'>): void {
  const { attestation, bitmap } = verifyBatch(context, call);
  const { root, count, epoch, notAfter } = attestation;
  const known = context.state.roots.get(root);
  if (known !== undefined && known.notAfter >= notAfter) return;
  context.state.roots.set(root, { count, epoch, bitmap, notAfter, payer: known?.payer ?? context.sender });
}

/** Forgets a root after its time. Open to anyone. */
export function closeRoot({ state, now }: ExecutionContext, { root }: { root: Hex }): void {
  const attested = state.roots.get(root);
  if (attested === undefined) throw new Revert('RootUnknown', root);
  if (now <= attested.notAfter) throw new Revert('RootStillValid');
  state.roots.delete(root);
}

/** Items under a kept root, each isolated. Expiry and set are checked again. Throws `Revert` with the program's error name. */
export function deliverProven(context: ExecutionContext, call: Call<'deliverProven'>): void {
  const { state, config, now } = context;
  const { root, indices, proofs } = call;
  const attested = state.roots.get(root);
  if (attested === undefined) throw new Revert('RootUnknown', root);
  const { count, epoch, bitmap, notAfter } = attested;
  if (now > notAfter) throw new Revert('AttestationExpired');
  if (epoch !== config.signerSet.epoch) throw new Revert('EpochUnknown', String(epoch));
  const items = readInboundItems(config, call.items);
  if (items.length !== indices.length || items.length !== proofs.length) throw new Revert('ProofRefused');
  let done = 0;
  let failed = 0;
  for (const [at, item] of items.entries()) {
    const index = indices[at] ?? -1;
    const proof = proofs[at] ?? [];
    refusing(() => verifyProof({ leaf: item.leaf, index, count, proof, root }), 'ProofRefused');
    const { result } = settleItem(context, item);
    if (result === 'failed') failed += 1;
    else if (result !== 'skipped') done += 1;
  }
  acceptBatch(context, { attestation: { root, epoch }, bitmap, done, failed });
}
