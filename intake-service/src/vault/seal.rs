//! Sealing and opening.

use std::sync::Arc;

use chacha20poly1305::aead::{Aead as _, AeadInOut as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::key::{KeyId, KeyRing};
use super::keys::Keys;

/// The bytes of a nonce; so many that random ones never meet.
const NONCE: usize = 24;
/// The bytes of a tag.
const TAG: usize = 16;

/// A sealed value, and the id of the key that opens it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The key's id.
    pub key_id: String,
    /// The nonce, the ciphertext, the tag.
    pub payload: Vec<u8>,
}

/// Seals and opens the values of one database.
#[derive(Debug)]
pub struct Seal {
    keys: Arc<Keys>,
    feed_id: [u8; 16],
}

/// A value cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Its key is not known.
    #[error(
        "the key {key_id} is not among the keys that were given; add it to the key file, after the first line"
    )]
    KeyMissing {
        /// The key's id.
        key_id: String,
    },
    /// It was altered or moved, or the key with its id is another one.
    #[error(
        "what the key {key_id} sealed does not open: it was altered, or another key was given under this id"
    )]
    Broken {
        /// The key's id.
        key_id: String,
    },
}

/// A value's place in the database. It is bound to it.
#[derive(Clone, Copy)]
enum Place {
    Part(i64),
    HashKey,
}

impl Seal {
    /// Of the database whose feed has this id.
    pub fn new(keys: Arc<Keys>, feed_id: [u8; 16]) -> Seal {
        Seal { keys, feed_id }
    }

    /// The id of the key that seals.
    pub fn active(&self) -> KeyId {
        self.keys.ring().active().0.clone()
    }

    /// Seals several values with one key; as many random nonces are drawn together.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn sealer(&self, values: usize) -> Result<Sealer, getrandom::Error> {
        let mut nonces = vec![0; values * NONCE];
        getrandom::fill(&mut nonces)?;
        Ok(Sealer {
            ring: self.keys.ring(),
            feed_id: self.feed_id,
            nonces,
        })
    }

    /// Opens an event's private part.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn open_part(
        &self,
        sequence: i64,
        sealed: &Sealed,
    ) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        self.open(Place::Part(sequence), sealed)
    }

    /// Opens the key of the keyed hashes.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn open_hash_key(&self, sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        self.open(Place::HashKey, sealed)
    }

    fn open(&self, place: Place, sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let Sealed { key_id, payload } = sealed;
        let mut ring = self.keys.ring();
        if ring.find(key_id).is_none() {
            ring = self.keys.ring_now();
        }
        let Some(cipher) = ring.find(key_id) else {
            return Err(OpenError::KeyMissing {
                key_id: key_id.clone(),
            });
        };
        let broken = || OpenError::Broken {
            key_id: key_id.clone(),
        };
        let (nonce, msg) = payload.split_first_chunk::<NONCE>().ok_or_else(broken)?;
        let aad = bound_to(self.feed_id, place);
        let payload = Payload { msg, aad: &aad };
        let plain = cipher
            .decrypt(&XNonce::from(*nonce), payload)
            .map_err(|_| broken())?;
        Ok(Zeroizing::new(plain))
    }
}

/// Seals values with the key that was active when it was made.
#[derive(Debug)]
pub struct Sealer {
    ring: Arc<KeyRing>,
    feed_id: [u8; 16],
    nonces: Vec<u8>,
}

impl Sealer {
    /// Seals an event's private part.
    pub fn part(&mut self, sequence: i64, plain: &[u8]) -> Sealed {
        self.seal(Place::Part(sequence), plain)
    }

    /// Seals the key of the keyed hashes.
    pub fn hash_key(&mut self, plain: &[u8]) -> Sealed {
        self.seal(Place::HashKey, plain)
    }

    fn seal(&mut self, place: Place, plain: &[u8]) -> Sealed {
        let (id, cipher): (_, &XChaCha20Poly1305) = self.ring.active();
        let rest = self.nonces.len() - NONCE;
        let nonce: [u8; NONCE] = self.nonces[rest..]
            .try_into()
            .expect("the slice is as long as a nonce");
        self.nonces.truncate(rest);
        let mut payload = Vec::with_capacity(NONCE + plain.len() + TAG);
        payload.extend_from_slice(&nonce);
        payload.extend_from_slice(plain);
        let tag = cipher
            .encrypt_inout_detached(
                &XNonce::from(nonce),
                &bound_to(self.feed_id, place),
                (&mut payload[NONCE..]).into(),
            )
            .expect("a private part is far smaller than what may be sealed");
        payload.extend_from_slice(&tag);
        Sealed {
            key_id: id.to_string(),
            payload,
        }
    }
}

/// What a value is bound to: the database, what kind of value it is, and its place.
fn bound_to(feed_id: [u8; 16], place: Place) -> [u8; 25] {
    let (kind, number) = match place {
        Place::Part(sequence) => (1, sequence),
        Place::HashKey => (2, 0),
    };
    let mut bytes = [0; 25];
    bytes[..16].copy_from_slice(&feed_id);
    bytes[16] = kind;
    bytes[17..].copy_from_slice(&number.to_be_bytes());
    bytes
}
