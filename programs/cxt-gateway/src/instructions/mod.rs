//! One file an instruction: its accounts, its checks, its effects.
pub mod attest;
pub mod claim_credit;
pub mod claim_queued;
pub mod close_root;
pub mod deliver;
pub mod deliver_proven;
pub mod execute_compose;
pub mod initialize;
pub mod open_lane;
pub mod open_nonces;
pub mod send;

pub use attest::*;
pub use claim_credit::*;
pub use claim_queued::*;
pub use close_root::*;
pub use deliver::*;
pub use deliver_proven::*;
pub use execute_compose::*;
pub use initialize::*;
pub use open_lane::*;
pub use open_nonces::*;
pub use send::*;
