use anchor_lang::{prelude::*, solana_program::program_pack::Pack};
use anchor_spl::{
    associated_token::get_associated_token_address_with_program_id,
    token::spl_token::{
        self,
        state::{Account as TokenState, AccountState},
    },
};

/// Whether CXT can be minted to `info` for `owner`: an initialised, unfrozen token account of the mint that he owns.
pub fn is_usable(info: &AccountInfo, mint: &Pubkey, owner: &Pubkey) -> bool {
    if *info.owner != spl_token::ID {
        return false;
    }
    let Ok(data) = info.try_borrow_data() else {
        return false;
    };
    let Ok(state) = TokenState::unpack(&data) else {
        return false;
    };
    state.mint == *mint && state.owner == *owner && state.state == AccountState::Initialized
}

/// Whether `info` is the owner's associated token account, usable or not.
pub fn is_associated(info: &AccountInfo, mint: &Pubkey, owner: &Pubkey) -> bool {
    *info.key == get_associated_token_address_with_program_id(owner, mint, &spl_token::ID)
}

/// Whether nothing was created at that address yet (it may hold lamports).
pub fn is_vacant(info: &AccountInfo) -> bool {
    *info.owner == System::id() && info.data_is_empty()
}
