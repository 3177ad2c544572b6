//! Keyed hashes: only who has the key can tell which content made one.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// Hashes with one key: HMAC-SHA-256, cut to 128 bits.
#[derive(Clone)]
pub struct KeyedHash {
    mac: Hmac<Sha256>,
}

impl KeyedHash {
    /// With this key.
    pub fn new(key: &[u8]) -> KeyedHash {
        KeyedHash {
            mac: Hmac::new_from_slice(key).expect("HMAC takes a key of any length"),
        }
    }

    /// A hash over parts that are told apart.
    pub fn of(&self, parts: &[&[u8]]) -> [u8; 16] {
        let mut hash = self.mac.clone();
        for part in parts {
            hash.update(&(part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        let whole = hash.finalize().into_bytes();
        let mut cut = [0; 16];
        cut.copy_from_slice(&whole[..16]);
        cut
    }

    /// The hash by which a citizen's number is found; `None` where the text has no digit.
    ///
    /// Only the digits count, and `+86` or `0086` before them does not: `138-0000-0000` is `+86 13800000000`.
    pub fn of_number(&self, number: &str) -> Option<[u8; 16]> {
        let international = number.trim_start().starts_with('+');
        let mut digits = String::with_capacity(number.len());
        digits.extend(number.chars().filter(char::is_ascii_digit));
        let national = digits
            .strip_prefix("0086")
            .or_else(|| digits.strip_prefix("86").filter(|_| international))
            .unwrap_or(&digits);
        (!national.is_empty()).then(|| self.of(&[b"number", national.as_bytes()]))
    }
}

/// Without the key.
impl std::fmt::Debug for KeyedHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeyedHash")
    }
}
