//! Numbers of the protocol. All of them are fixed for ever; what a deployment chooses is in `state::Config`.

/// All the CXT there will ever be, in units (1e-9 CXT). Protocol §2.
pub const TOTAL_SUPPLY_UNITS: u64 = 100_000_000_000_000_000;
/// Decimals of the mint: one unit of the wire is one unit of the token.
pub const DECIMALS: u8 = 9;
/// Wei in one unit.
pub const UNIT_WEI: u128 = 1_000_000_000;
/// Units in one mCXT, in which buckets and thresholds are kept.
pub const MILLI_CXT_UNITS: u64 = 1_000_000;
/// Wei in one mCXT.
pub const MILLI_CXT_WEI: u128 = 1_000_000_000_000_000;
/// Wei in one µCXT, in which refills per second are kept.
pub const MICRO_CXT_WEI: u128 = 1_000_000_000_000;
/// Largest capacity, threshold, refill and debt of a lane, the same as on the EVM chains (40 bits).
pub const LANE_FIELD_MAX: u64 = (1 << 40) - 1;
/// Longest delay of a lane in seconds (24 bits, as on the EVM chains).
pub const DELAY_SECONDS_MAX: u32 = (1 << 24) - 1;
/// From this moment on a release counts as "never by time" (end of the 32-bit clock that the EVM chains keep).
pub const NEVER_FROM: u64 = u32::MAX as u64;
/// A moment that does not come.
pub const NEVER: u64 = u64::MAX;

/// Kinds of virtual machine at the other end of a lane.
pub const VM_EVM: u8 = 0;
pub const VM_SOLANA: u8 = 1;

/// Most members of a signer set.
pub const MAX_MEMBERS: usize = 16;
/// Most leaves of a batch.
pub const MAX_LEAVES: u32 = 256;
/// Longest validity of a batch in seconds.
pub const MAX_VALIDITY_SECONDS: u64 = 24 * 60 * 60;
/// Nonces that one page remembers.
pub const NONCES_PER_PAGE: u64 = 8_192;

/// Longest message towards an EVM chain and towards Solana (protocol §4).
pub const MAX_MESSAGE_BYTES_EVM: usize = 10_000;
pub const MAX_MESSAGE_BYTES_SOLANA: usize = 480;
/// Most compose gas that can be bought (protocol §3).
pub const MAX_COMPOSE_GAS_EVM: u128 = 5_000_000;
pub const MAX_COMPOSE_UNITS_SOLANA: u128 = 900_000;
/// Value of `lzReceive` to Solana that buys opening a token account: its rent in lamports.
pub const ACCOUNT_LAMPORTS: u128 = 2_039_280;
/// Bit of the execution word that says that a token account was bought.
pub const OPEN_ACCOUNT_BIT: u32 = 1 << 31;

/// Seeds of the accounts (design: "Solana", table of accounts).
pub const CONFIG_SEED: &[u8] = b"config";
pub const SET_SEED: &[u8] = b"set";
pub const LANE_SEED: &[u8] = b"lane";
pub const NONCES_SEED: &[u8] = b"nonces";
pub const MINT_SEED: &[u8] = b"mint";
pub const MINT_AUTHORITY_SEED: &[u8] = b"mint_authority";
pub const FEE_VAULT_SEED: &[u8] = b"fees";
pub const FEE_AUTHORITY_SEED: &[u8] = b"fee_authority";
pub const QUEUED_SEED: &[u8] = b"queued";
pub const CREDIT_SEED: &[u8] = b"credit";
pub const COMPOSE_SEED: &[u8] = b"compose";
pub const COMPOSE_AUTHORITY_SEED: &[u8] = b"compose_auth";
pub const ROOT_SEED: &[u8] = b"root";
