import { decodeFunctionData, parseTransaction, recoverTransactionAddress } from 'viem';
import { describe, expect, it } from 'vitest';
import type { BridgeCall } from '../../core/transactions.ts';
import { type Hex, keccak256, keccakText } from '../../protocol/index.ts';
import { gatewayAbi } from '../abi/gateway.ts';
import { createEvmTxSigner } from './createEvmTxSigner.ts';

const GATEWAY = '0xAbAbABabABabAbabABAbAbabaBABAbABABABABab';
const privateKey = keccakText('a submitter');
const signer = createEvmTxSigner({ privateKey, chainId: 42_161n, gateway: GATEWAY });
const plan = { nonce: 7n, gasLimit: 90_000n, maxFeePerGas: 20n, maxPriorityFeePerGas: 3n };
const sign = (call: BridgeCall) => signer.sign({ ...plan, call });

const CALLS: readonly (readonly [BridgeCall, readonly unknown[]])[] = [
  [{ kind: 'deliver', attestation: '0x01', signatures: '0x02', items: '0x03' }, ['0x01', '0x02', '0x03']],
  [
    {
      kind: 'deliverOne',
      attestation: '0x01',
      signatures: '0x02',
      item: '0x03',
      index: 5,
      proof: [`0x${'11'.repeat(32)}`],
    },
    ['0x01', '0x02', '0x03', 5n, [`0x${'11'.repeat(32)}`]],
  ],
  [{ kind: 'claimQueued', item: '0x03' }, ['0x03']],
  [{ kind: 'retryCompose', item: '0x03', composeGas: 10 }, ['0x03']],
];

describe('EVM transaction signer', () => {
  it.each(CALLS)('signs $kind for this chain, gateway and account', async (call, args) => {
    const { raw, hash } = await sign(call);
    expect(hash).toBe(keccak256(raw));
    const { data, ...parsed } = parseTransaction(raw as `0x02${string}`);
    expect(parsed).toMatchObject({ type: 'eip1559', chainId: 42_161, nonce: 7, to: GATEWAY.toLowerCase() });
    expect(parsed).toMatchObject({ gas: 90_000n, maxFeePerGas: 20n, maxPriorityFeePerGas: 3n });
    expect(parsed.value ?? 0n).toBe(0n);
    expect(decodeFunctionData({ abi: gatewayAbi, data: data as Hex })).toEqual({
      functionName: call.kind,
      args,
    });
    const sender = await recoverTransactionAddress({ serializedTransaction: raw as `0x02${string}` });
    expect(sender.toLowerCase()).toBe(signer.account);
  });

  it('closes an account nonce with nothing sent to itself', async () => {
    const parsed = parseTransaction((await sign({ kind: 'selfSend' })).raw as `0x02${string}`);
    expect(parsed.to).toBe(signer.account);
    expect(parsed.data).toBeUndefined();
    expect(parsed.value ?? 0n).toBe(0n);
  });

  it('gives the same bytes again, and other bytes for other fees', async () => {
    const call: BridgeCall = { kind: 'selfSend' };
    expect(await sign(call)).toEqual(await sign(call));
    expect((await signer.sign({ ...plan, call, maxFeePerGas: 21n })).hash).not.toBe((await sign(call)).hash);
  });

  it.each([`0x${'00'.repeat(32)}`, `0x${'ff'.repeat(32)}`, '0x1234', privateKey.slice(2), ''])(
    'refuses a key that is none without repeating it (%#)',
    (key) => {
      const create = () => createEvmTxSigner({ privateKey: key as Hex, chainId: 1n, gateway: GATEWAY });
      expect(create).toThrow('the submitter key is not a private key');
      if (key !== '') expect(create).not.toThrow(key);
    },
  );

  it('refuses a gateway that is no address', () => {
    expect(() => createEvmTxSigner({ privateKey, chainId: 1n, gateway: '0x12' })).toThrow(TypeError);
  });
});
