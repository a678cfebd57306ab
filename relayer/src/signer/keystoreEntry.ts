/** Entry `@cxt-bridge/relayer/keystore`: keys and version 3 keystores for other programs of this repository. */
export { addressOfKey, privateKeyBytes } from './attesterSigner.ts';
export { isWellKnownDevKey } from './devKeys.ts';
export { encryptKeystore } from './keystore.ts';
export { readKeystoreFile, writeKeystoreFile } from './keystoreFile.ts';
