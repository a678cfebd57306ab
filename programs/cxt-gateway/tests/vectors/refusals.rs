//! What must be refused.
use cxt_gateway::{
    constants::VM_EVM,
    wire::{
        address::is_address,
        item::Item,
        packet::{seal, Place, HEADER_BYTES},
        signatures,
    },
};
use serde_json::Value;

use crate::{
    attestations::{digest_of, members, set_of_epoch, threshold},
    cases::Cases,
    file::{bytes, list, text, whole},
};

pub fn signatures(file: &Value, cases: &mut Cases) {
    for case in list(&file["negative"]["signatures"]) {
        cases.case(format!("negative: signatures, {}", text(&case["why"])), || {
            let attestation = &file["attestations"][text(&case["attestation"])];
            let set = set_of_epoch(file, whole(&attestation["epoch"]));
            let blob = bytes(&case["signatures"]);
            let verdict = signatures::verify(&digest_of(file, attestation), &members(set), threshold(set), &blob);
            assert!(verdict.is_err(), "was taken");
        });
    }
}

pub fn packets(file: &Value, cases: &mut Cases) {
    cases.case("packets: the first would be executed", || {
        assert!(is_executable(&bytes(&list(&file["packets"])[0]["packet"])));
    });
    for case in list(&file["negative"]["packets"]) {
        cases.case(format!("negative: packets, {}", text(&case["why"])), || {
            assert!(!is_executable(&bytes(&case["packet"])), "was taken");
        });
    }
}

pub fn items(file: &Value, cases: &mut Cases) {
    let good = bytes(&list(&file["packets"])[0]["item"]);
    cases.case("negative: item that is cut short anywhere", || {
        for length in 0..good.len() {
            assert!(Item::read_alone(&good[..length]).is_err(), "{length} bytes were taken");
        }
    });
    let longer = [good.as_slice(), &[9]].concat();
    cases.case("negative: item with a trailing byte", || {
        assert!(Item::read_alone(&longer).is_err(), "was taken");
        assert_eq!(Item::read(&longer).expect("an item").1, [9]);
    });
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
