//! Protocol v1 bytes: pure functions, no accounts, no clock. The test vectors are asserted against this module.
pub mod address;
pub mod attestation;
pub mod item;
pub mod message;
pub mod options;
pub mod packet;
pub mod signatures;
pub mod tree;
