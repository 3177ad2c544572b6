//! What is sealed: private parts, and the key of the keyed hashes (XChaCha20-Poly1305).
//!
//! A key is 32 bytes with an id, from a file or the environment and never from the database. Each sealed value carries the id of its key,
//! so that old keys still open old rows. It is bound to its database and its place in it: a value that was moved does not open.

mod choose;
mod file;
mod hash;
mod key;
mod keys;
mod seal;
#[cfg(test)]
pub(crate) mod tests;

pub use choose::{ChooseError, KeyArgs, dated_id};
pub use file::{FileError, add_key};
pub use hash::KeyedHash;
pub use key::{InvalidKeyId, KeyId, KeyRing, KeyTextError, fresh_key};
pub use keys::{Keys, KeysError};
pub use seal::{OpenError, Seal, Sealed, Sealer};

use std::sync::Arc;

/// All that a ledger needs to keep personal data: it seals and opens, and hashes.
#[derive(Clone, Debug)]
pub struct Vault {
    seal: Arc<Seal>,
    hash: KeyedHash,
}

impl Vault {
    /// Of the database that has these.
    pub fn new(seal: Arc<Seal>, hash_key: &[u8]) -> Vault {
        Vault {
            seal,
            hash: KeyedHash::new(hash_key),
        }
    }

    /// Seals and opens.
    pub fn seal(&self) -> &Seal {
        &self.seal
    }

    /// Hashes.
    pub fn hash(&self) -> &KeyedHash {
        &self.hash
    }
}
