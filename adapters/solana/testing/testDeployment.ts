/** A deployment that exists on no node. */
import { eid } from '../../protocol/index.ts';
import { gatewayAddresses } from '../program/addresses.ts';
import type { SolanaDeployment } from '../solanaDeployment.ts';
import { programId } from './testPrograms.ts';

const PROGRAM = programId('cxt_gateway');

export const TEST_DEPLOYMENT: SolanaDeployment = {
  eid: eid(40168),
  homeEid: eid(40161),
  networkId: 'GRUL4JDRUarD9wDv911ty8zTKFK2UFQYvv2qSSUjcsWT',
  programId: PROGRAM,
  gateway: gatewayAddresses(PROGRAM).config.toBase58(),
  token: gatewayAddresses(PROGRAM).mint.toBase58(),
  remoteEids: [eid(40161), eid(40102)],
  startHeight: 10n,
};
