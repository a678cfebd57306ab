//! What happens to one attested item: credited, claimable, queued, skipped or failed (protocol §7).
//!
//! Everything that can be refused is refused before the first CPI, because a CPI that fails cannot be caught: a refused item
//! changes nothing and leaves its nonce free. `Desk::credit` is the only place of the program that mints.
mod desk;
mod inbound;
mod item_accounts;
mod settle_item;
mod slot;
mod token_account;

pub use desk::Desk;
pub use inbound::Inbound;
pub use item_accounts::ItemAccounts;
pub use settle_item::{settle_item, Outcome};
pub use slot::Slot;
