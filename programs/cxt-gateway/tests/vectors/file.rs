//! The vector file and its values. Everything panics on what is not there or not of its type.
use std::{fs, path::PathBuf};

use serde_json::Value;

pub fn read() -> Value {
    let default = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../test/vectors/protocol-v1.json");
    let path = std::env::var_os("CXT_VECTORS").map_or(default, PathBuf::from);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A list that has something in it: a file without cases must not pass.
pub fn list(value: &Value) -> &[Value] {
    let list = value.as_array().expect("a list");
    assert!(!list.is_empty(), "an empty list");
    list
}

pub fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

pub fn bytes(value: &Value) -> Vec<u8> {
    let text = value.as_str().and_then(|text| text.strip_prefix("0x")).expect("hex");
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hex")).collect()
}

pub fn array<const N: usize>(value: &Value) -> [u8; N] {
    bytes(value).try_into().expect("length")
}

/// A whole number, given as a number or as a decimal string.
pub fn whole(value: &Value) -> u64 {
    value.as_u64().or_else(|| value.as_str()?.parse().ok()).expect("a whole number")
}
