//! Everything that the gateway remembers. Layouts hold the fields of what the quorum will decide (rotation, pause, config,
//! veto, fees, held, recovery), so that nothing has to migrate.
mod attested_root;
mod compose;
mod config;
mod credit;
mod lane;
mod nonce_page;
mod queued;
mod signer_set;

pub use attested_root::AttestedRoot;
pub use compose::Compose;
pub use config::{Config, FeeShares, Waits};
pub use credit::Credit;
pub use lane::{FeeComponent, Lane, Wait};
pub use nonce_page::NoncePage;
pub use queued::{Queued, STATE_HELD, STATE_QUEUED};
pub use signer_set::SignerSet;
