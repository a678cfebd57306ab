//! The protocol's test vectors, as the TypeScript and Solidity suites assert them. `CXT_VECTORS` names another file.
//!
//! Every value and every negative case of the file is a test of its own, named by its place.
mod attestations;
mod cases;
mod file;
mod messages;
mod refusals;
mod trees;

use std::process::ExitCode;

fn main() -> ExitCode {
    let vectors = file::read();
    let mut cases = cases::Cases::default();
    attestations::sets(&vectors, &mut cases);
    messages::packets(&vectors, &mut cases);
    messages::lane_hashes(&vectors, &mut cases);
    trees::trees(&vectors, &mut cases);
    attestations::attestations(&vectors, &mut cases);
    attestations::rotation(&vectors, &mut cases);
    refusals::signatures(&vectors, &mut cases);
    refusals::packets(&vectors, &mut cases);
    refusals::items(&vectors, &mut cases);
    cases.finish()
}
