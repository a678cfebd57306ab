/** Every derived value of a vector file, from its inputs. */
import { ATTESTATION_TYPEHASH, bridgeId, domainSeparator } from '@cxt-bridge/adapters/protocol';
import type { Attempt } from './attempt.ts';
import { deriveSets, deriveSettlement, deriveSupply } from './deriveAccounts.ts';
import { deriveAttestations } from './deriveAttestations.ts';
import { deriveJobs } from './deriveJobs.ts';
import { deriveLaneHashes, derivePackets, deriveTrees } from './derivePackets.ts';
import type { DerivedFile, VectorInputs } from './vectorInputs.ts';

/** The file that follows from the inputs, without negative cases. Home is the chain of the settlement. */
export function derive(args: { inputs: VectorInputs; attempt: Attempt }): DerivedFile {
  const { inputs, attempt } = args;
  const { note, networkName, fees, config } = inputs;
  const id = attempt({ path: '$.bridgeId', given: inputs.bridgeId, compute: () => bridgeId(networkName) });
  const separator = domainSeparator(id);
  const homeEid = inputs.attestations.settlement.domain;
  const sets = deriveSets({ inputs: inputs.sets, bridgeId: id, attempt });
  const packets = derivePackets({ packets: inputs.packets, homeEid, attempt });
  const trees = deriveTrees({ inputs: inputs.trees, packets, attempt });
  const supply = deriveSupply({ inputs: inputs.supply, attempt });
  const settlement = deriveSettlement({ inputs: inputs.settlement, attempt });
  const file = { sets, packets, trees, supply, settlement, fees, config };
  return {
    note,
    networkName,
    bridgeId: id,
    domainSeparator: separator,
    attestationTypehash: ATTESTATION_TYPEHASH,
    sets,
    packets,
    laneHashes: deriveLaneHashes({ inputs: inputs.laneHashes, packets, attempt }),
    trees,
    supply,
    settlement,
    fees,
    config,
    attestations: deriveAttestations({
      inputs: inputs.attestations,
      file,
      domainSeparator: separator,
      attempt,
    }),
    jobs: deriveJobs({ inputs: inputs.jobs, bridgeId: id, attempt }),
  };
}
