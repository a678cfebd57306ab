//! Signer sets, what they sign, and their signatures.
use cxt_gateway::wire::{
    attestation::{domain_separator, set_hash, Attestation},
    signatures,
};
use serde_json::Value;

use crate::{
    cases::Cases,
    file::{array, bytes, list, whole},
};

pub fn members(set: &Value) -> Vec<[u8; 20]> {
    list(&set["members"]).iter().map(array).collect()
}

pub fn threshold(set: &Value) -> u8 {
    whole(&set["threshold"]) as u8
}

pub fn set_of_epoch(file: &Value, epoch: u64) -> &Value {
    list(&file["sets"]).iter().find(|set| whole(&set["epoch"]) == epoch).expect("the epoch's set")
}

pub fn digest_of(file: &Value, attestation: &Value) -> [u8; 32] {
    let fields = Attestation::decode(&array(&attestation["compact"]));
    let set = set_of_epoch(file, fields.epoch);
    fields.digest(&array(&file["domainSeparator"]), &array(&set["setHash"])).expect("a digest")
}

pub fn sets(file: &Value, cases: &mut Cases) {
    let bridge_id = array(&file["bridgeId"]);
    cases.case("domainSeparator", || {
        assert_eq!(domain_separator(&bridge_id), array::<32>(&file["domainSeparator"]));
    });
    for set in list(&file["sets"]) {
        let epoch = whole(&set["epoch"]);
        cases.case(format!("sets: hash of epoch {epoch}"), || {
            let hash = set_hash(&bridge_id, epoch, threshold(set), &members(set));
            assert_eq!(hash, array::<32>(&set["setHash"]));
        });
    }
}

pub fn attestations(file: &Value, cases: &mut Cases) {
    let attestations = file["attestations"].as_object().expect("attestations");
    assert!(!attestations.is_empty());
    for (name, vector) in attestations {
        cases.case(format!("attestations: compact form of {name}"), || compact_form(vector));
        cases.case(format!("attestations: digest of {name}"), || {
            assert_eq!(digest_of(file, vector), array::<32>(&vector["digest"]));
        });
        let verify = |threshold: usize| {
            let set = set_of_epoch(file, whole(&vector["epoch"]));
            let blob = bytes(&vector["signatures"]);
            signatures::verify(&digest_of(file, vector), &members(set), threshold as u8, &blob)
        };
        cases.case(format!("attestations: signatures of {name}"), || {
            let signers = list(&vector["signers"]);
            let expected = signers.iter().fold(0u32, |bitmap, index| bitmap | 1 << whole(index));
            assert_eq!(verify(signers.len()).expect("verified"), expected);
        });
        cases.case(format!("attestations: one signature more than {name} has is asked for"), || {
            assert!(verify(list(&vector["signers"]).len() + 1).is_err());
        });
    }
}

fn compact_form(vector: &Value) {
    let fields = Attestation::decode(&array(&vector["compact"]));
    assert_eq!(u64::from(fields.kind), whole(&vector["kind"]));
    assert_eq!(fields.epoch, whole(&vector["epoch"]));
    assert_eq!(u64::from(fields.domain), whole(&vector["domain"]));
    assert_eq!(fields.seq, whole(&vector["seq"]));
    assert_eq!(fields.root, array::<32>(&vector["root"]));
    assert_eq!(u64::from(fields.count), whole(&vector["count"]));
    assert_eq!(fields.not_after, whole(&vector["notAfter"]));
}

/// A rotation is signed by the new set too.
pub fn rotation(file: &Value, cases: &mut Cases) {
    cases.case("attestations: signatures of rotation by the new set", || {
        let rotation = &file["attestations"]["rotation"];
        let set = set_of_epoch(file, whole(&rotation["seq"]));
        let blob = bytes(&rotation["newSignatures"]);
        signatures::verify(&digest_of(file, rotation), &members(set), threshold(set), &blob).expect("verified");
    });
}
