//! Packets, the items that carry them, and the chain of a lane's leaves.
use cxt_gateway::wire::{
    item::Item,
    packet::{next_lane_hash, HEADER_BYTES},
};
use serde_json::Value;

use crate::{
    cases::Cases,
    file::{array, bytes, list, whole},
};

pub fn packets(file: &Value, cases: &mut Cases) {
    for (index, vector) in list(&file["packets"]).iter().enumerate() {
        let bytes_of_item = bytes(&vector["item"]);
        let sealed = || {
            let item = Item::read_alone(&bytes_of_item).expect("an item");
            item.seal(&array(&vector["sender"]), &array(&vector["receiver"]))
        };
        cases.case(format!("packets: item of {index}"), || {
            let item = Item::read_alone(&bytes_of_item).expect("an item");
            assert_eq!(item.nonce, whole(&vector["nonce"]));
            assert_eq!(u64::from(item.src_eid), whole(&vector["srcEid"]));
            assert_eq!(u64::from(item.dst_eid), whole(&vector["dstEid"]));
            assert_eq!(u64::from(item.execution), whole(&vector["execution"]));
            assert_eq!(item.message.bytes, bytes(&vector["message"]));
        });
        cases.case(format!("packets: header of {index}"), || {
            assert_eq!(sealed().header[..], bytes(&vector["packet"])[..HEADER_BYTES]);
        });
        cases.case(format!("packets: guid of {index}"), || assert_eq!(sealed().guid, array::<32>(&vector["guid"])));
        cases.case(format!("packets: leaf of {index}"), || assert_eq!(sealed().leaf, array::<32>(&vector["leaf"])));
    }
}

pub fn lane_hashes(file: &Value, cases: &mut Cases) {
    let mut before = [0u8; 32];
    for vector in list(&file["laneHashes"]) {
        let hash = next_lane_hash(&before, &array(&vector["leaf"]));
        cases.case(format!("laneHashes: after nonce {}", whole(&vector["nonce"])), || {
            assert_eq!(hash, array::<32>(&vector["laneHash"]));
        });
        before = hash;
    }
}
