use anchor_lang::prelude::*;

use crate::{
    errors::GatewayError,
    state::{Config, Lane},
    wire::item::Item,
};

/// An item with the guid and leaf that this chain's peers give it.
pub struct Inbound<'a> {
    pub item: Item<'a>,
    pub guid: [u8; 32],
    pub leaf: [u8; 32],
}

impl<'a> Inbound<'a> {
    /// Fails with `DestinationMismatch`, or with `NoPeer` when `lane` is another one's.
    pub fn new(item: Item<'a>, lane: &Lane, config: &Config, gateway: &Pubkey) -> Result<Self> {
        require!(item.dst_eid == config.local_eid, GatewayError::DestinationMismatch);
        require!(item.src_eid == lane.eid, GatewayError::NoPeer);
        let sealed = item.seal(&lane.peer, &gateway.to_bytes());
        Ok(Self { item, guid: sealed.guid, leaf: sealed.leaf })
    }
}
