use anchor_lang::prelude::*;

use crate::{errors::GatewayError, pda::create_at};

/// An address of this program, derived from a leaf, at which nothing is yet.
pub struct Slot<'a, 'info> {
    info: &'a AccountInfo<'info>,
    seed: &'static [u8],
    leaf: [u8; 32],
    bump: u8,
}

impl<'a, 'info> Slot<'a, 'info> {
    /// Fails with `AccountMismatch`, `AccountNotWritable`, `AccountInUse`.
    pub fn at(
        info: &'a AccountInfo<'info>,
        seed: &'static [u8],
        leaf: &[u8; 32],
    ) -> std::result::Result<Self, GatewayError> {
        let (key, bump) = Pubkey::find_program_address(&[seed, leaf], &crate::ID);
        if *info.key != key {
            return Err(GatewayError::AccountMismatch);
        }
        if !info.is_writable {
            return Err(GatewayError::AccountNotWritable);
        }
        if *info.owner != System::id() || !info.data_is_empty() {
            return Err(GatewayError::AccountInUse);
        }
        Ok(Self { info, seed, leaf: *leaf, bump })
    }

    /// Creates the account with what `value` makes of the bump. `payer` pays the rent.
    pub fn open<T: AccountSerialize + Space + Discriminator>(
        self,
        payer: &AccountInfo<'info>,
        value: impl FnOnce(u8) -> T,
    ) -> Result<()> {
        let seeds: &[&[u8]] = &[self.seed, &self.leaf, &[self.bump]];
        create_at(self.info, payer, seeds, T::DISCRIMINATOR.len() + T::INIT_SPACE, &crate::ID)?;
        let mut data = self.info.try_borrow_mut_data()?;
        value(self.bump).try_serialize(&mut &mut data[..])
    }
}
