import type { ErrorRow } from '../errorRow.ts';

const operator = { retry: 'operator', blame: 'operator', alert: false, exitCode: 1 } as const;

/** Keys and keystores. */
export const KEY_ERRORS = {
  CXT_KEY_IN_USE: {
    what: 'another process on this machine signs with {address}',
    where: '{path}',
    hint: 'stop it: one attester key runs in one process with one journal',
    ...operator,
  },
  CXT_KEY_INVALID: {
    what: 'the private key is not 32 bytes of hex in the range of secp256k1',
    where: '{path}',
    hint: 'give 64 hex digits, or a keystore and its password',
    ...operator,
  },
  CXT_KEYSTORE_UNREADABLE: {
    what: 'the keystore cannot be opened ({detail})',
    where: '{path}',
    hint: 'check path and password; the file must be a version 3 keystore',
    ...operator,
  },
  CXT_KEYSTORE_EXISTS: {
    what: 'there is a keystore already',
    where: '{path}',
    hint: 'choose another file name; a key is never overwritten',
    ...operator,
  },
  CXT_SIGNER_UNAVAILABLE: {
    what: 'the attester key cannot sign now ({detail})',
    where: '{address}',
    hint: 'check that the signer is reachable; nothing is signed until then',
    retry: 'backoff',
    blame: 'infra',
    alert: true,
    exitCode: 75,
  },
} as const satisfies Record<string, ErrorRow>;
