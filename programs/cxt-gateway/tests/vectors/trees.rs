//! Roots of batches, and proofs of their leaves.
use cxt_gateway::wire::tree;
use serde_json::Value;

use crate::{
    cases::Cases,
    file::{array, list, whole},
};

pub fn trees(file: &Value, cases: &mut Cases) {
    for vector in list(&file["trees"]) {
        let leaves: Vec<[u8; 32]> = list(&vector["leaves"]).iter().map(array).collect();
        let count = leaves.len() as u32;
        cases.case(format!("trees: root of {count}"), || {
            assert_eq!(u64::from(count), whole(&vector["count"]));
            assert_eq!(tree::root(leaves.clone()), array::<32>(&vector["root"]));
        });
        let proofs = list(&vector["proofs"]);
        assert_eq!(proofs.len(), leaves.len(), "a proof of every leaf");
        for (index, proof) in proofs.iter().enumerate() {
            cases.case(format!("trees: proof {index} of {count}"), || proves(vector, &leaves, index, proof));
        }
    }
}

/// The proof proves this leaf in this place and nothing else.
fn proves(vector: &Value, leaves: &[[u8; 32]], index: usize, proof: &Value) {
    let root = array(&vector["root"]);
    let count = leaves.len() as u32;
    // The proof of a lone leaf is empty.
    let proof: Vec<[u8; 32]> = proof.as_array().expect("a proof").iter().map(array).collect();
    let check = |leaf: &[u8; 32], index: u32, proof: &[[u8; 32]]| {
        tree::verify_proof(leaf, index, count, proof, &root).is_ok()
    };
    let (leaf, index) = (&leaves[index], index as u32);
    assert!(check(leaf, index, &proof));
    assert!(!check(leaf, count, &proof), "an index beyond the count");
    assert!(!check(&[7; 32], index, &proof), "another leaf");
    assert!(!check(leaf, index, &[proof.clone(), vec![[0; 32]]].concat()), "a longer proof");
    if let Some((_, shorter)) = proof.split_last() {
        assert!(!check(leaf, index, shorter), "a shorter proof");
        assert!(!check(leaf, index ^ 1, &proof), "another place");
    }
}
