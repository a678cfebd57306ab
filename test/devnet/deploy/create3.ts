/** Addresses of CREATE3 (solady's proxy) behind `Create3Factory`: they depend on factory, deployer and salt only. */
import { type Address, encodeAbiParameters, getContractAddress, type Hex, keccak256, toHex } from 'viem';

/** keccak of the creation code of solady's CREATE3 proxy. */
const PROXY_HASH: Hex = '0x21c35dbe1b344a2488cf3321d6ce542f8e9f305544ff09e4993a62319a497c1f';

/** Salt of a contract of a deployment. */
export function contractSalt(parameters: { networkName: string; contract: string }): Hex {
  return keccak256(toHex(`cxt-bridge/${parameters.networkName}/${parameters.contract}`));
}

/** Where `deployer` gets the contract with that salt. */
export function create3Address(parameters: { factory: Address; deployer: Address; salt: Hex }): Address {
  const { factory, deployer, salt } = parameters;
  const bound = keccak256(encodeAbiParameters([{ type: 'address' }, { type: 'bytes32' }], [deployer, salt]));
  const proxy = getContractAddress({
    opcode: 'CREATE2',
    from: factory,
    salt: bound,
    bytecodeHash: PROXY_HASH,
  });
  return getContractAddress({ opcode: 'CREATE', from: proxy, nonce: 1n });
}
