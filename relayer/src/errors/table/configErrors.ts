import type { ErrorRow } from '../errorRow.ts';

const operator = { retry: 'operator', blame: 'operator', alert: false, exitCode: 1 } as const;

/** The one configuration file and the network file it names. */
export const CONFIG_ERRORS = {
  CXT_CONFIG_NOT_FOUND: {
    what: 'the config file does not exist',
    where: '{file}',
    hint: 'give its path with --config or write one with "cxt-relayer init"',
    ...operator,
  },
  CXT_CONFIG_UNREADABLE: {
    what: 'the config file cannot be read ({detail})',
    where: '{file}',
    hint: 'check owner and permissions',
    ...operator,
  },
  CXT_CONFIG_SYNTAX: {
    what: 'the config file does not parse ({detail})',
    where: '{file}',
    hint: 'correct the syntax there; .json, .json5, .yaml and .yml are read',
    ...operator,
  },
  CXT_CONFIG_UNKNOWN_KEY: {
    what: 'unknown key "{key}"{more}',
    where: '{file} at {path}',
    hint: '{suggestion}',
    ...operator,
  },
  CXT_CONFIG_WRONG_TYPE: {
    what: 'expected {expected}, got {got}{more}',
    where: '{file} at {path}',
    hint: 'correct the value; config/schema.json lists every key and its type',
    ...operator,
  },
  CXT_CONFIG_MISSING_KEY: {
    what: 'the key "{key}" is missing{more}',
    where: '{file} at {path}',
    hint: 'add it ({expected})',
    ...operator,
  },
  CXT_CONFIG_INVALID_VALUE: {
    what: '{detail}{more}',
    where: '{file} at {path}',
    hint: 'correct the value',
    ...operator,
  },
  CXT_CONFIG_MISSING_CHAIN: {
    what: 'the chain "{chain}" of network {network} has no entry',
    where: '{file} at chains',
    hint: 'add chains.{chain} with its RPC URLs: a relayer must see every chain to know the supply',
    ...operator,
  },
  CXT_CONFIG_UNKNOWN_CHAIN: {
    what: 'the network {network} has no chain "{chain}"',
    where: '{file} at {path}',
    hint: '{suggestion}',
    ...operator,
  },
  CXT_CONFIG_UNKNOWN_NETWORK: {
    what: 'there is no network "{network}"',
    where: '{file} at network',
    hint: 'use devnet, testnet, mainnet or the path of a network file',
    ...operator,
  },
  CXT_CONFIG_SECRET_UNRESOLVED: {
    what: '{reference} cannot be resolved ({detail})',
    where: '{file} at {path}',
    hint: 'set the variable or create the file',
    ...operator,
  },
  CXT_CONFIG_SECRET_NOT_ALLOWED: {
    what: '{reference} stands in a field that is not secret',
    where: '{file} at {path}',
    hint: 'write the value itself; references are for keys, passwords, tokens and RPC URLs only',
    ...operator,
  },
  CXT_CONFIG_QUORUM_TOO_LOW: {
    what: 'a provider quorum of {quorum} is refused on {profile}',
    where: '{file} at {path}',
    hint: 'at least {minimum} independent providers must agree before anything is signed',
    ...operator,
  },
  CXT_CONFIG_TOO_FEW_PROVIDERS: {
    what: 'a quorum of {quorum} needs {quorum} hosts, but the URLs name {hosts}',
    where: '{file} at {path}',
    hint: 'add RPC URLs of other providers; two URLs of one host count as one',
    ...operator,
  },
  CXT_CONFIG_NOT_DEPLOYED: {
    what: 'the network {network} has no {missing}',
    where: '{path}',
    hint: 'use a network file that a deployment has written',
    ...operator,
  },
  CXT_CONFIG_DEV_KEY: {
    what: 'the {role} key is a well-known development key ({address})',
    where: 'profile {profile}',
    hint: 'make a key of your own with "cxt-relayer keys new"; everybody has this one',
    ...operator,
  },
  CXT_CONFIG_KEY_SHARED: {
    what: 'the attester key is also the submitter key of {chain} ({address})',
    where: 'profile {profile}',
    hint: 'use two keys: the attester never holds funds, the submitter holds gas only',
    ...operator,
  },
  CXT_CONFIG_ATTESTER_NOT_IN_SET: {
    what: 'the attester {address} is not a member of signer set {epoch}',
    where: '{chain}',
    hint: 'use the key that was registered for this operator, or wait for the rotation that adds it',
    ...operator,
  },
  CXT_CONFIG_SET_DIFFERS: {
    what: 'the signer set of the network file is not the one on chain ({detail})',
    where: '{chain}',
    hint: 'update the network file; the chain decides',
    ...operator,
  },
} as const satisfies Record<string, ErrorRow>;
