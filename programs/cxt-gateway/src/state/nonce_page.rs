use anchor_lang::prelude::*;

use crate::constants::NONCES_PER_PAGE;

/// Used nonces of one source, 8,192 a page: a plain credit leaves no other rent behind than its bit.
#[account(zero_copy)]
#[derive(InitSpace)]
pub struct NoncePage {
    pub bitmap: [u64; 128],
    pub page: u64,
    pub src_eid: u32,
    pub bump: u8,
    pub padding: [u8; 3],
}

impl NoncePage {
    /// Page that remembers a nonce.
    pub fn page_of(nonce: u64) -> u64 {
        nonce / NONCES_PER_PAGE
    }

    pub fn is_used(&self, nonce: u64) -> bool {
        let (word, bit) = Self::place(nonce);
        self.bitmap[word] >> bit & 1 == 1
    }

    pub fn mark(&mut self, nonce: u64) {
        let (word, bit) = Self::place(nonce);
        self.bitmap[word] |= 1 << bit;
    }

    fn place(nonce: u64) -> (usize, u32) {
        let index = nonce % NONCES_PER_PAGE;
        ((index / 64) as usize, (index % 64) as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_nonce_has_its_own_bit_and_page() {
        assert_eq!(NoncePage::page_of(8_191), 0);
        assert_eq!(NoncePage::page_of(8_192), 1);
        assert_eq!(NoncePage::page_of(u64::MAX), u64::MAX / 8_192);
        let mut page: NoncePage = bytemuck::Zeroable::zeroed();
        for nonce in 0..NONCES_PER_PAGE {
            assert!(!page.is_used(nonce), "{nonce}");
            page.mark(nonce);
            assert!(page.is_used(nonce), "{nonce}");
        }
        assert_eq!(page.bitmap, [u64::MAX; 128]);
    }
}
