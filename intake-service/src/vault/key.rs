//! Keys, and the text in which they are given.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305};
use zeroize::{Zeroize as _, Zeroizing};

/// The bytes of a key.
const KEY_BYTES: usize = 32;

/// A key's id: 1 to 32 characters of `A-Z a-z 0-9 . _ -`. It stands beside every value that the key sealed, and is no secret.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct KeyId(Arc<str>);

impl KeyId {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text is no key id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key id has 1 to 32 characters of A-Z a-z 0-9 . _ -")]
pub struct InvalidKeyId;

impl FromStr for KeyId {
    type Err = InvalidKeyId;

    fn from_str(text: &str) -> Result<KeyId, InvalidKeyId> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        if (1..=32).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(KeyId(text.into()))
        } else {
            Err(InvalidKeyId)
        }
    }
}

/// Keys: the first one seals, all of them open.
pub struct KeyRing {
    keys: Vec<(KeyId, XChaCha20Poly1305)>,
}

/// What is wrong with the text of keys. Never quotes it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyTextError {
    /// There is no key.
    #[error("there is no key in it; make one with `intake-service new-key`")]
    Empty,
    /// A line is no key.
    #[error("line {line}: {problem}; a line is a key id, a space, and 32 bytes in base64")]
    Line {
        /// Which line, from 1.
        line: usize,
        /// What is wrong.
        problem: &'static str,
    },
    /// An id is given twice.
    #[error("line {line}: the key id {id} is given before")]
    Twice {
        /// Which line, from 1.
        line: usize,
        /// The id.
        id: KeyId,
    },
}

impl KeyRing {
    /// The key that seals.
    pub fn active(&self) -> (&KeyId, &XChaCha20Poly1305) {
        let (id, cipher) = self
            .keys
            .first()
            .expect("the text of no keys is not a ring");
        (id, cipher)
    }

    /// The key with this id.
    pub fn find(&self, id: &str) -> Option<&XChaCha20Poly1305> {
        self.keys
            .iter()
            .find(|(known, _)| known.as_str() == id)
            .map(|(_, cipher)| cipher)
    }
}

/// One key a line, `key-id base64`; empty lines and lines that begin with `#` say nothing.
impl FromStr for KeyRing {
    type Err = KeyTextError;

    fn from_str(text: &str) -> Result<KeyRing, KeyTextError> {
        let mut keys: Vec<(KeyId, XChaCha20Poly1305)> = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let line_number = index + 1;
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (id, cipher) = read_line(line).map_err(|problem| KeyTextError::Line {
                line: line_number,
                problem,
            })?;
            if keys.iter().any(|(known, _)| *known == id) {
                return Err(KeyTextError::Twice {
                    line: line_number,
                    id,
                });
            }
            keys.push((id, cipher));
        }
        if keys.is_empty() {
            return Err(KeyTextError::Empty);
        }
        Ok(KeyRing { keys })
    }
}

fn read_line(line: &str) -> Result<(KeyId, XChaCha20Poly1305), &'static str> {
    let mut words = line.split_whitespace();
    let (Some(id), Some(key), None) = (words.next(), words.next(), words.next()) else {
        return Err("it does not have two words");
    };
    let id = id
        .parse()
        .map_err(|_| "the key id may have 1 to 32 characters of A-Z a-z 0-9 . _ -")?;
    let bytes = STANDARD
        .decode(key)
        .map(Zeroizing::new)
        .map_err(|_| "the key is not base64")?;
    let cipher =
        XChaCha20Poly1305::new_from_slice(&bytes).map_err(|_| "the key is not 32 bytes long")?;
    Ok((id, cipher))
}

/// Only the ids.
impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.keys.iter().map(|(id, _)| id.as_str()))
            .finish()
    }
}

/// A new key as a line of the text, without a line's end.
///
/// # Errors
/// When the system gives no random numbers.
pub fn fresh_key(id: &KeyId) -> Result<Zeroizing<String>, getrandom::Error> {
    let mut bytes = [0; KEY_BYTES];
    getrandom::fill(&mut bytes)?;
    let encoded = Zeroizing::new(STANDARD.encode(bytes));
    bytes.zeroize();
    Ok(Zeroizing::new(format!("{id} {}", encoded.as_str())))
}
