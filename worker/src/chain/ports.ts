/** What the engine takes from outside. */
import type { Logger as RelayerLogger } from '@cxt-bridge/relayer/logging';

export type Logger = RelayerLogger;
