/** Whether the peer ports of the other operators answer, and how their clocks compare with ours. */
import type { RelayerConfig } from '../../config/index.ts';
import { BridgeError } from '../../errors/bridgeError.ts';
import { failed, type Finding, passed } from './finding.ts';

const TIMEOUT_MS = 5_000;
/** HTTP dates have whole seconds, and the answer takes its time. */
const CLOCK_TOLERANCE_SECONDS = 5;

export function checkPeers(config: RelayerConfig): Promise<Finding[]> {
  return Promise.all(config.peers.map(checkPeer));
}

async function checkPeer(peer: RelayerConfig['peers'][number]): Promise<Finding> {
  const subject = `peer ${peer.name}`;
  const check = 'answers';
  try {
    const response = await fetch(`${peer.url}/peer/v1/sign`, {
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    const skew = skewSeconds(response.headers.get('date'));
    if (skew === null || Math.abs(skew) <= CLOCK_TOLERANCE_SECONDS)
      return passed({ subject, check, detail: peer.url });
    const detail = `${subject}: its clock is ${Math.abs(skew)} s ${skew > 0 ? 'ahead of' : 'behind'} ours: check both clocks`;
    return { subject, check: 'clock', level: 'warning', detail, exitCode: 0 };
  } catch (error) {
    const { code, message } = ((error as Error).cause ?? error) as { code?: string; message?: string };
    const unreachable = new BridgeError('CXT_PEER_UNREACHABLE', {
      context: { peer: peer.name, subject: peer.url, detail: code ?? message ?? 'unknown reason' },
    });
    return failed({ subject, check, error: unreachable, level: 'warning' });
  }
}

function skewSeconds(date: string | null): number | null {
  const theirs = date === null ? Number.NaN : Date.parse(date);
  return Number.isNaN(theirs) ? null : Math.round((theirs - Date.now()) / 1000);
}
