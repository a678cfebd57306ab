/**
 * Inputs of protocol-v1.json: test keys, addresses, labels and numbers. Nothing here is computed, and nothing that can
 * be computed stands here (except the outsider's signature, whose key is not known).
 */
import type { Hex } from '@cxt-bridge/adapters/protocol';

/** Text and label of the file. */
export const NOTE = 'Protocol v1 vectors. Keys are test keys.';
export const NETWORK_NAME = 'vectors';

/** Keys of members that sign in both epochs. */
export const KEPT_KEYS: readonly Hex[] = [
  '0x15c5cad3afc208dc9738128e730840b015b5b143926efe77078ee329286ffa12',
  '0x948503298415ae94de1f2639a9355af0ec7e19e2205e6579a32454f349094a78',
  '0x95b2b22cfc192bddce5e091132aa9a5a5591274ea1f4310d9079f6452acce868',
  '0xf5384b320cdb01ab5d1bdc6e15e6a15a750b339b58249e589630d575b34b67c3',
  '0xedaf54f55cd2dbb09139abace436ff43cff4fffdf23c96e8fa43bf452a17a48c',
];
/** Keys of members that sign in the first epoch only. */
export const LEAVING_KEYS: readonly Hex[] = [
  '0xaf8e37100c13f781697d675a3b10d0c33c1971c3a5b344f2175471184b42bd51',
  '0x8f43c152a84a9dff118449c792557f3a02bd13243ecc0683e701d762f7bd5d61',
];
/** Keys of members that sign in the second epoch only. */
export const JOINING_KEYS: readonly Hex[] = [
  '0xb915df7759ed72f0c15b03551965245d3aa894e40daed4ad7bc16d9345f6c8e8',
  '0xbd868af57439357885fb248fec3387ce54f1e039d1f4e645d3bd6f9b966ba7d5',
];
/** Members that must sign, of 7. */
export const THRESHOLD = 5;
/** Indices of the members whose signatures the file carries, of the old and of the new set. */
export const SIGNERS = [0, 2, 3, 5, 6] as const;
export const NEW_SIGNERS = [0, 1, 3, 4, 6] as const;

/** Endpoint ids of the four chains. */
export const EID = { home: 40161, bsc: 40102, arbitrum: 40231, solana: 40168 } as const;

/** Gateways; EVM as addresses, Solana as a public key. */
export const GATEWAY = {
  home: '0x8f22d78ecf9bbd03f00dec14b801d8ddf2fdf824',
  bsc: '0x073257b4ca569928fb8a8edf95a86bd6705efb9a',
  arbitrum: '0xe857364c45dde63638234688487d3eaa70ec052f',
  solana: '0x822f606ac733c0cb98b995e53eb5695ce2269f0eff15d17582148b19ff35e4f7',
} as const satisfies Record<keyof typeof EID, Hex>;

/** Who receives CXT in the packets without a call. */
export const RECIPIENT = {
  first: '0x9949444508627d0db49c9bc31b7f99ec27910b3d',
  second: '0xc0b07ac8278ef44b5d128aedcc8f31d0806e0ac1',
  third: '0x1a75ae5727642c05d0afd6394107856389f1d0b7',
  solana: '0x74ddac9f1edb51e1489f8efa2d7d1e8ac44ada180c95670d1ffed16fa847aa24',
} as const satisfies Record<string, Hex>;

/** Parties of the job. */
export const JOB_PARTY = {
  homeComputePort: '0xc1a38374f1624a397440da5e56f63075c54ab4dd',
  bscRouter: '0xc3ef22b5c244b776bf33f9a51b8d4ac9a61d1b92',
  requester: '0x662f7a517d7eaccef6067d09f86b52a73c5329ac',
  refundee: '0x560177970ac6899ce894d77b98dafeea96989bcc',
  homeFallback: '0x62119477bc3a1ea5ef2092ff0f015a93246194da',
} as const satisfies Record<string, Hex>;

/** Content hashes of the job. */
export const JOB_CONTENT = {
  specHash: '0x7bfef8cd796baf962da012219bfff9709ee03ce2f9dc9e51cac9aa2092ab842b',
  inputHash: '0xb929a478a8b6d1ccf54f2e6001ff64fba2b789eefb90e59ea40ce4b426fd514c',
  resultHash: '0x1a2493ab987f833b12ad1099bf186c635bd3254cd3ce73a7de27fc60c0d47e45',
  inlineResult: '0x587bd4d5666979b9a3d91ca28ded594c25b313c53036038445f015f45cd73b2d',
} as const satisfies Record<string, Hex>;

/** Height and block hash of the final block of each chain at the cut. */
export const CUT = [
  {
    eid: 40102,
    height: 1000,
    blockHash: '0xec3e43f7f8b73705c8228dd7ca21f01f6cd46b0375678d7247f228bc2ef663b0',
  },
  {
    eid: 40161,
    height: 1001,
    blockHash: '0xa138e5647719ace887201b3aa327e19827e3127acd24f63bd88a4662074e8486',
  },
  {
    eid: 40168,
    height: 1002,
    blockHash: '0x65f231d150b3b19d1f467020c7453c7f2a71db6b1d82d9854e0ef624e46d2350',
  },
  {
    eid: 40231,
    height: 1003,
    blockHash: '0xcd658b55d138d5fbce87e47318bf1db1234726855af899eb0fe8aa489a8a4032',
  },
] as const;

/** Figures of each chain at the cut, in wei. */
export const SUPPLY = [
  { supply: '1000000000000000000000', locked: '0', pendingIn: '5000000000000000000', burned: '0' },
  {
    supply: '99999900000000000000000000',
    locked: '8000000000000000000000',
    pendingIn: '3000000000000000000',
    burned: '100000000000000000000',
  },
  { supply: '3000000000000000000000', locked: '0', pendingIn: '0', burned: '2000000000000000000' },
  { supply: '3990000000000000000000', locked: '0', pendingIn: '0', burned: '0' },
] as const;

/** Payouts of the settlement in wei, in order; the first goes to nobody and is burned. */
export const PAYOUTS = [
  { payout: '0x0000000000000000000000000000000000000000', amountWei: '1234567890123456789' },
  { payout: '0xcd6f238684f60edbd432586083621356f596fef5', amountWei: '0' },
  { payout: '0x8563380a913342cb2e923473e3886aae9b7d20d4', amountWei: '3703703670370370367' },
  { payout: '0x7ef08c7be690a0702d53dd367fc85113459a7492', amountWei: '4938271560493827156' },
  { payout: '0x3ac59869157459ea9eb3e611b0eadcc8478df9e1', amountWei: '6172839450617283945' },
] as const;

/** Fee table of BSC for messages to home, in wei. */
export const FEE_TABLE = [
  '100000000000000000',
  '1000000000000',
  '100000000000',
  '1',
  '50000000000000000',
  '200000000000000000',
  '1000000000000',
  '100000000000',
] as const;

/** New value of the configured field, in wei. */
export const CONFIG_VALUE_WEI = 500000000000000000000000n;

/** Signature over the batch by a key that is in no set. */
export const OUTSIDER_SIGNATURE: Hex =
  '0x11d6d8c6e48028d3880bb3f91c275b75bad1516a5d9d4917c81fadb952d93f36ec43c21f3b8394c885cdf02f844a73875c8a152f31d56b3ee2d4032c2409db62';
