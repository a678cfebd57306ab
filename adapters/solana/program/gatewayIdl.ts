/** The gateway's interface as the program's build wrote it; there is no second copy that could drift. */
import type { Idl } from '@coral-xyz/anchor';
import gatewayIdl from '../../../programs/artifacts/cxt_gateway.json' with { type: 'json' };

/** IDL of `cxt-gateway`, names as in Rust. */
export const GATEWAY_IDL = gatewayIdl as unknown as Idl;
