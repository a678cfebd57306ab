//! The protocol's test vectors, as the TypeScript and Solidity suites assert them. `CXT_VECTORS` names another file.
use std::{fs, path::PathBuf};

use cxt_gateway::{
    constants::VM_EVM,
    wire::{
        address::is_address,
        attestation::{domain_separator, set_hash, Attestation},
        item::Item,
        packet::{next_lane_hash, seal, Place, HEADER_BYTES},
        signatures, tree,
    },
};
use serde_json::Value;

fn vectors() -> Value {
    let default = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../test/vectors/protocol-v1.json");
    let path = std::env::var_os("CXT_VECTORS").map_or(default, PathBuf::from);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).expect("vectors are JSON")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn bytes(value: &Value) -> Vec<u8> {
    let text = value.as_str().and_then(|text| text.strip_prefix("0x")).expect("hex");
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hex")).collect()
}

fn array<const N: usize>(value: &Value) -> [u8; N] {
    bytes(value).try_into().expect("length")
}

/// A whole number, given as a number or as a decimal string.
fn whole(value: &Value) -> u64 {
    value.as_u64().or_else(|| value.as_str()?.parse().ok()).expect("a whole number")
}

fn members(set: &Value) -> Vec<[u8; 20]> {
    list(&set["members"]).iter().map(array).collect()
}

fn set_of_epoch(file: &Value, epoch: u64) -> &Value {
    list(&file["sets"]).iter().find(|set| whole(&set["epoch"]) == epoch).expect("the epoch's set")
}

fn digest_of(file: &Value, attestation: &Value) -> [u8; 32] {
    let fields = Attestation::decode(&array(&attestation["compact"]));
    let set = set_of_epoch(file, fields.epoch);
    fields.digest(&array(&file["domainSeparator"]), &array(&set["setHash"])).expect("a digest")
}

#[test]
fn domain_separator_and_set_hashes() {
    let file = vectors();
    let bridge_id = array(&file["bridgeId"]);
    assert_eq!(domain_separator(&bridge_id), array::<32>(&file["domainSeparator"]));
    for set in list(&file["sets"]) {
        let hash = set_hash(&bridge_id, whole(&set["epoch"]), whole(&set["threshold"]) as u8, &members(set));
        assert_eq!(hash, array::<32>(&set["setHash"]));
    }
}

#[test]
fn packets_guids_leaves_and_items() {
    let file = vectors();
    for vector in list(&file["packets"]) {
        let bytes_of_item = bytes(&vector["item"]);
        let item = Item::read_alone(&bytes_of_item).expect("an item");
        assert_eq!(item.nonce, whole(&vector["nonce"]));
        assert_eq!(u64::from(item.src_eid), whole(&vector["srcEid"]));
        assert_eq!(u64::from(item.dst_eid), whole(&vector["dstEid"]));
        assert_eq!(u64::from(item.execution), whole(&vector["execution"]));
        assert_eq!(item.message.bytes, bytes(&vector["message"]));
        let sealed = item.seal(&array(&vector["sender"]), &array(&vector["receiver"]));
        assert_eq!(sealed.guid, array::<32>(&vector["guid"]));
        assert_eq!(sealed.leaf, array::<32>(&vector["leaf"]));
        assert_eq!(sealed.header[..], bytes(&vector["packet"])[..HEADER_BYTES]);
    }
}

#[test]
fn lane_hashes() {
    let file = vectors();
    let mut hash = [0u8; 32];
    for vector in list(&file["laneHashes"]) {
        hash = next_lane_hash(&hash, &array(&vector["leaf"]));
        assert_eq!(hash, array::<32>(&vector["laneHash"]));
    }
}

#[test]
fn roots_and_proofs() {
    let file = vectors();
    for vector in list(&file["trees"]) {
        let leaves: Vec<[u8; 32]> = list(&vector["leaves"]).iter().map(array).collect();
        let root = array(&vector["root"]);
        let count = leaves.len() as u32;
        assert_eq!(u64::from(count), whole(&vector["count"]));
        assert_eq!(tree::root(leaves.clone()), root);
        for (index, proof) in list(&vector["proofs"]).iter().enumerate() {
            let proof: Vec<[u8; 32]> = list(proof).iter().map(array).collect();
            let check = |leaf: &[u8; 32], index: u32, proof: &[[u8; 32]]| {
                tree::verify_proof(leaf, index, count, proof, &root).is_ok()
            };
            let index = index as u32;
            assert!(check(&leaves[index as usize], index, &proof));
            assert!(!check(&leaves[index as usize], count, &proof), "an index beyond the count");
            assert!(!check(&[7; 32], index, &proof), "another leaf");
            assert!(!check(&leaves[index as usize], index, &[proof.clone(), vec![[0; 32]]].concat()), "a longer proof");
            if let Some((_, shorter)) = proof.split_last() {
                assert!(!check(&leaves[index as usize], index, shorter), "a shorter proof");
                assert!(!check(&leaves[index as usize], index ^ 1, &proof), "another place");
            }
        }
    }
}

#[test]
fn attestations_of_every_kind() {
    let file = vectors();
    let attestations = file["attestations"].as_object().expect("attestations");
    for (name, vector) in attestations {
        let fields = Attestation::decode(&array(&vector["compact"]));
        assert_eq!(u64::from(fields.kind), whole(&vector["kind"]), "{name}");
        assert_eq!(fields.epoch, whole(&vector["epoch"]), "{name}");
        assert_eq!(u64::from(fields.domain), whole(&vector["domain"]), "{name}");
        assert_eq!(fields.seq, whole(&vector["seq"]), "{name}");
        assert_eq!(fields.root, array::<32>(&vector["root"]), "{name}");
        assert_eq!(u64::from(fields.count), whole(&vector["count"]), "{name}");
        assert_eq!(fields.not_after, whole(&vector["notAfter"]), "{name}");
        let digest = digest_of(&file, vector);
        assert_eq!(digest, array::<32>(&vector["digest"]), "{name}");

        let signers = list(&vector["signers"]);
        let expected = signers.iter().fold(0u32, |bitmap, index| bitmap | 1 << whole(index));
        let set = set_of_epoch(&file, fields.epoch);
        let count = signers.len() as u8;
        let verified = signatures::verify(&digest, &members(set), count, &bytes(&vector["signatures"]));
        assert_eq!(verified.expect(name), expected, "{name}");
        let more = signatures::verify(&digest, &members(set), count + 1, &bytes(&vector["signatures"]));
        assert!(more.is_err(), "{name}: a threshold above the signatures");
    }
}

#[test]
fn rotation_is_signed_by_the_new_set_too() {
    let file = vectors();
    let rotation = &file["attestations"]["rotation"];
    let set = set_of_epoch(&file, whole(&rotation["seq"]));
    let blob = bytes(&rotation["newSignatures"]);
    let digest = digest_of(&file, rotation);
    signatures::verify(&digest, &members(set), whole(&set["threshold"]) as u8, &blob)
        .expect("the new set's signatures");
}

#[test]
fn signatures_that_must_be_refused() {
    let file = vectors();
    let cases = list(&file["negative"]["signatures"]);
    assert!(!cases.is_empty());
    for case in cases {
        let attestation = &file["attestations"][case["attestation"].as_str().expect("a name")];
        let set = set_of_epoch(&file, whole(&attestation["epoch"]));
        let threshold = whole(&set["threshold"]) as u8;
        let digest = digest_of(&file, attestation);
        let verdict = signatures::verify(&digest, &members(set), threshold, &bytes(&case["signatures"]));
        assert!(verdict.is_err(), "{} was taken", case["why"]);
    }
}

/// Whether the gateway would execute a packet with exactly these bytes. It never reads packets: it rebuilds them from items
/// and its own peers, so a packet that cannot be rebuilt byte for byte has no leaf that could be proven.
fn is_executable(packet: &[u8]) -> bool {
    let Some((header, message)) = packet.split_first_chunk::<HEADER_BYTES>() else {
        return false;
    };
    let place = Place {
        nonce: u64::from_be_bytes(header[1..9].try_into().expect("8")),
        src_eid: u32::from_be_bytes(header[9..13].try_into().expect("4")),
        sender: header[13..45].try_into().expect("32"),
        dst_eid: u32::from_be_bytes(header[45..49].try_into().expect("4")),
        receiver: header[49..81].try_into().expect("32"),
    };
    let mut bytes = header[9..13].to_vec();
    bytes.extend_from_slice(&header[45..49]);
    bytes.extend_from_slice(&header[1..9]);
    bytes.extend_from_slice(&[0; 4]);
    bytes.extend_from_slice(&(message.len() as u16).to_be_bytes());
    bytes.extend_from_slice(message);
    let Ok(item) = Item::read_alone(&bytes) else {
        return false;
    };
    let rebuilt = seal(&place, 0, item.message.amount_units, message);
    let are_addresses = [place.sender, place.receiver, item.message.send_to.to_bytes()]
        .iter()
        .all(|address| is_address(address, VM_EVM));
    rebuilt.header == *header && are_addresses
}

#[test]
fn packets_that_must_be_refused() {
    let file = vectors();
    assert!(is_executable(&bytes(&file["packets"][0]["packet"])), "the good packet");
    let cases = list(&file["negative"]["packets"]);
    assert!(!cases.is_empty());
    for case in cases {
        assert!(!is_executable(&bytes(&case["packet"])), "{} was taken", case["why"]);
    }
}

#[test]
fn items_that_must_be_refused() {
    let file = vectors();
    let good = bytes(&file["packets"][0]["item"]);
    assert!(Item::read_alone(&good).is_ok());
    for length in 0..good.len() {
        assert!(Item::read_alone(&good[..length]).is_err(), "{length} bytes were taken");
    }
    assert!(Item::read_alone(&[good.clone(), vec![0]].concat()).is_err(), "a trailing byte was taken");
    let longer = [good.clone(), vec![9]].concat();
    assert_eq!(Item::read(&longer).expect("an item").1, [9]);
}
