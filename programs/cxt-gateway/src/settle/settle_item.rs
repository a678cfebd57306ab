use anchor_lang::prelude::*;

use super::{
    desk::{CreditRoute, Desk},
    inbound::Inbound,
    item_accounts::ItemAccounts,
    slot::Slot,
};
use crate::{
    constants::QUEUED_SEED,
    errors::GatewayError,
    events::PacketQueued,
    report::report,
    state::{Config, Lane, NoncePage, Queued, Wait, STATE_QUEUED},
};

/// Result of one item.
pub enum Outcome {
    /// Credited, claimable or queued: its nonce is used.
    Done,
    /// Its nonce was used before.
    Skipped,
    /// Not now, and why. Nothing was changed.
    Refused(GatewayError),
}

/// What is to be done with an item; all of it has been checked.
enum Verdict<'a, 'info> {
    Credit { route: CreditRoute<'a, 'info>, compose: Option<Slot<'a, 'info>> },
    Queue { slot: Slot<'a, 'info>, wait: Wait },
}

/// Settles one item of a verified batch.
#[inline(never)]
pub fn settle_item<'info>(
    desk: &mut Desk<'info>,
    config: &Config,
    lane: &mut Lane,
    page: &mut NoncePage,
    inbound: &Inbound,
    accounts: &ItemAccounts<'_, 'info>,
) -> Result<Outcome> {
    let nonce = inbound.item.nonce;
    if page.is_used(nonce) {
        return Ok(Outcome::Skipped);
    }
    let (verdict, debt_milli) = match judge(desk, config, lane, inbound, accounts) {
        Ok(judged) => judged,
        Err(reason) => return Ok(Outcome::Refused(reason)),
    };
    // SAFETY: without this mark the item would be credited again.
    page.mark(nonce);
    lane.debt_milli = debt_milli;
    match verdict {
        Verdict::Credit { route, compose } => desk.conclude(inbound, route, compose)?,
        Verdict::Queue { slot, wait } => enqueue(desk, inbound, slot, wait)?,
    }
    Ok(Outcome::Done)
}

/// Verdict, and the lane's debt after it. A call without an amount touches no ledger and never waits.
fn judge<'a, 'info>(
    desk: &Desk<'info>,
    config: &Config,
    lane: &mut Lane,
    inbound: &Inbound,
    accounts: &ItemAccounts<'a, 'info>,
) -> std::result::Result<(Verdict<'a, 'info>, u64), GatewayError> {
    let now = desk.now;
    if config.is_paused(now) || lane.is_inbound_paused(now) {
        return Err(GatewayError::InboundPaused);
    }
    let amount_units = inbound.item.message.amount_units;
    let mut debt_milli = lane.debt_milli;
    if amount_units != 0 {
        lane.settle(now);
        debt_milli = lane.debt_with(amount_units)?;
        if let Some(wait) = lane.wait_for(amount_units, debt_milli, desk.has_room(amount_units), now) {
            let queued = accounts.queued.ok_or(GatewayError::QueueAccountRequired)?;
            let slot = Slot::at(queued, QUEUED_SEED, &inbound.leaf)?;
            return Ok((Verdict::Queue { slot, wait }, debt_milli));
        }
    }
    let route = desk.route(inbound, accounts)?;
    let compose = desk.compose_slot(inbound, &route, accounts)?;
    Ok((Verdict::Credit { route, compose }, debt_milli))
}

#[inline(never)]
fn enqueue<'info>(desk: &Desk<'info>, inbound: &Inbound, slot: Slot<'_, 'info>, wait: Wait) -> Result<()> {
    let Inbound { item, guid, leaf } = inbound;
    slot.open(&desk.payer, |bump| Queued {
        bump,
        state: STATE_QUEUED,
        leaf: *leaf,
        src_eid: item.src_eid,
        dst_eid: item.dst_eid,
        nonce: item.nonce,
        amount_units: item.message.amount_units,
        release_at: wait.release_at,
        delayed_until: wait.delayed_until,
        held_at: 0,
        payer: *desk.payer.key,
    })?;
    report(
        &desk.event_authority,
        &PacketQueued {
            src_eid: item.src_eid,
            nonce: item.nonce,
            guid: *guid,
            leaf: *leaf,
            amount_units: item.message.amount_units,
            release_at: wait.release_at,
        },
    )
}
