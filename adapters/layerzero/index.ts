/** Interop with LayerZero's own utilities; the only place that imports them. */
export * from './optionsInterop.ts';
export * from './packetInterop.ts';
