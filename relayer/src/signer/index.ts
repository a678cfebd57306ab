/** Entry of the signer: keys, signatures and the memory of what was signed. */
export { acknowledgeJournalLoss, type AcknowledgedJournal } from './acknowledgeJournalLoss.ts';
export {
  addressOfKey,
  type AttesterSigner,
  createLocalSigner,
  keyHex,
  privateKeyBytes,
} from './attesterSigner.ts';
export { isWellKnownDevKey } from './devKeys.ts';
export {
  createSignJournalFile,
  type FileSignJournalOptions,
  openFileSignJournal,
} from './fileSignJournal.ts';
export { lockSignerKey } from './keyLock.ts';
export { decryptKeystore, encryptKeystore, type Keystore } from './keystore.ts';
export { readKeystoreFile, writeKeystoreFile } from './keystoreFile.ts';
export {
  createMemorySignJournal,
  MemoryJournalDisk,
  memoryJournalLines,
  type MemorySignJournalOptions,
} from './memorySignJournal.ts';
export { createRecoverFast, recoverNative } from './recoverFast.ts';
export {
  type JournalEntry,
  type JournalFloor,
  journalKey,
  journalValue,
  type SignJournal,
} from './signJournal.ts';
