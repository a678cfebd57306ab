/**
 * Text of `adapters/evm/abi/storageLayout.ts`: the slots of a gateway that are read by state proofs.
 *
 * Guarantees that home and spoke gateway agree on every slot it names; throws otherwise.
 */
import { readCompiledContract, type StorageVariable } from './compiledContract.ts';

interface NamedSlot {
  readonly exportName: string;
  readonly variable: string;
  readonly meaning: string;
}

const SLOTS: readonly NamedSlot[] = [
  {
    exportName: 'CORE_SLOT',
    variable: '_core',
    meaning:
      'One word: signer set pointer (bits 0-159), paused until (160-191), supply cap in units (192-255).',
  },
  {
    exportName: 'OUTBOUND_LANE_SLOT',
    variable: '_outbound',
    meaning:
      'Base of `mapping(uint32 dstEid => uint256)`: nonce (bits 0-63), outstanding in units (64-127, home), ' +
      'destination cap in units (128-191, home), paused until (192-223).',
  },
  {
    exportName: 'LANE_HASH_SLOT',
    variable: '_laneHash',
    meaning: 'Base of `mapping(uint32 dstEid => bytes32)`: hash over the history of the outbound lane.',
  },
  {
    exportName: 'INBOUND_LANE_SLOT',
    variable: '_inbound',
    meaning:
      'Base of `mapping(uint32 srcEid => uint256)`: debt (bits 0-39, mCXT), updated at (40-71), capacity (72-111, mCXT), ' +
      'threshold (112-151, mCXT), refill (152-191, uCXT per second), delay (192-215, s), paused until (216-247).',
  },
  {
    exportName: 'USED_NONCES_SLOT',
    variable: '_used',
    meaning:
      'Base of `mapping(uint256 key => uint256)`, key = srcEid << 96 | dstEid << 64 | nonce >> 8; bit nonce & 255.',
  },
  {
    exportName: 'QUEUE_SLOT',
    variable: '_queue',
    meaning:
      'Base of `mapping(bytes32 leaf => uint256)`: the record of a queued or held message, 0 for none.',
  },
  {
    exportName: 'QUEUED_UNITS_SLOT',
    variable: '_queuedUnits',
    meaning: 'One word: what is queued and held at home, in units.',
  },
];

function slotOf(storage: readonly StorageVariable[], variable: string): string {
  const found = storage.find((entry) => entry.label === variable && entry.offset === 0);
  if (found === undefined) throw new Error(`the gateways have no storage variable ${variable}`);
  return found.slot;
}

/** The module's text, without the banner. */
export function storageLayoutModule(): string {
  const home = readCompiledContract('HomeGateway').storage;
  const spoke = readCompiledContract('SpokeGateway').storage;
  const constants = SLOTS.map(({ exportName, variable, meaning }) => {
    const slot = slotOf(home, variable);
    if (slot !== slotOf(spoke, variable))
      throw new Error(`${variable} lies elsewhere on home than on spokes`);
    return `/** ${meaning} */\nexport const ${exportName} = ${slot}n;\n`;
  });
  const header =
    '/** Storage of every gateway, as read by `eth_getProof`; a mapping entry is at keccak256(key word, base word). */\n';
  return `\n${header}export const STORAGE_CONTRACTS = ['HomeGateway', 'SpokeGateway'] as const;\n\n${constants.join('\n')}`;
}
