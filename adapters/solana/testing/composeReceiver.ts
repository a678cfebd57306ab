/** The example receiver: its inbox takes calls, and refuses them when told to. */
import { type Idl, BorshInstructionCoder } from '@coral-xyz/anchor';
import { PublicKey, SystemProgram, TransactionInstruction } from '@solana/web3.js';
import receiverIdl from '../../../programs/artifacts/compose_receiver.json' with { type: 'json' };

const RECEIVER = new PublicKey(receiverIdl.address);
const coder = new BorshInstructionCoder(receiverIdl as unknown as Idl);

/** What senders put down as the recipient. */
export const INBOX = PublicKey.findProgramAddressSync([Buffer.from('inbox')], RECEIVER)[0];

/** Opens the inbox. */
export function openInbox(admin: PublicKey): TransactionInstruction {
  const keys = [
    { pubkey: admin, isSigner: true, isWritable: true },
    { pubkey: INBOX, isSigner: false, isWritable: true },
    { pubkey: SystemProgram.programId, isSigner: false, isWritable: false },
  ];
  return new TransactionInstruction({ programId: RECEIVER, keys, data: coder.encode('initialize', {}) });
}

/** Makes it refuse, or take, all calls from now on. */
export function setRefusing(at: { admin: PublicKey; refusing: boolean }): TransactionInstruction {
  const keys = [
    { pubkey: at.admin, isSigner: true, isWritable: false },
    { pubkey: INBOX, isSigner: false, isWritable: true },
  ];
  const data = coder.encode('set_refusing', { refusing: at.refusing });
  return new TransactionInstruction({ programId: RECEIVER, keys, data });
}
