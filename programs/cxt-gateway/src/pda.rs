//! Accounts at addresses of this program.
use anchor_lang::{
    prelude::*,
    system_program::{allocate, assign, create_account, transfer, Allocate, Assign, CreateAccount, Transfer},
};

/// Creates the account at the address that `seeds` (with the bump) sign for. `payer` pays what its rent lacks.
#[inline(never)]
pub fn create_at<'info>(
    info: &AccountInfo<'info>,
    payer: &AccountInfo<'info>,
    seeds: &[&[u8]],
    space: usize,
    owner: &Pubkey,
) -> Result<()> {
    let signer: &[&[&[u8]]] = &[seeds];
    let rent = Rent::get()?.minimum_balance(space);
    let (from, to) = (payer.clone(), info.clone());
    let system = System::id();
    let held = info.lamports();
    if held == 0 {
        let accounts = CreateAccount { from, to };
        return create_account(CpiContext::new_with_signer(system, accounts, signer), rent, space as u64, owner);
    }
    // WHY: anyone can send lamports to the address beforehand; then it cannot be created, but it can be taken over.
    if held < rent {
        transfer(CpiContext::new(system, Transfer { from, to: to.clone() }), rent - held)?;
    }
    let accounts = Allocate { account_to_allocate: to.clone() };
    allocate(CpiContext::new_with_signer(system, accounts, signer), space as u64)?;
    assign(CpiContext::new_with_signer(system, Assign { account_to_assign: to }, signer), owner)
}
