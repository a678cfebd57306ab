/** Entry of the signer: keys, signatures and the memory of what was signed. */
export { type AcknowledgedJournal, acknowledgeJournalLoss } from './acknowledgeJournalLoss.ts';
export {
  addressOfKey,
  type AttesterSigner,
  createLocalSigner,
  keyHex,
  privateKeyBytes,
} from './attesterSigner.ts';
export { isWellKnownDevKey } from './devKeys.ts';
export { createSignJournalFile, openFileSignJournal } from './fileSignJournal.ts';
export { lockSignerKey } from './keyLock.ts';
export { encryptKeystore } from './keystore.ts';
export { readKeystoreFile, writeKeystoreFile } from './keystoreFile.ts';
export { createMemorySignJournal, MemoryJournalDisk } from './memorySignJournal.ts';
export { createRecoverFast } from './recoverFast.ts';
export type { JournalEntry, JournalFloor, SignJournal } from './signJournal.ts';
