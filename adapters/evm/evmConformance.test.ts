/** The EVM adapter against real nodes and the real contracts. */
import { describeChainAdapter } from '../core/testing/index.ts';
import { createEvmWorld } from './testing/evmWorld.ts';

describeChainAdapter({ name: 'evm', createWorld: createEvmWorld });
