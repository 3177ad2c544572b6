//! Where a reader of the feed stands.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

/// Where a reader of the feed stands: opaque to clients.
///
/// As text: 32 bytes in url-safe base64, the feed's id, the sequence and the check, both big endian.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cursor {
    /// The feed's id, drawn when the database was made.
    pub(super) feed: [u8; 16],
    /// The last sequence that was read; 0 before the first one.
    pub(super) sequence: i64,
    /// The random number of that sequence's event; 0 before the first one.
    pub(super) check: i64,
}

impl Cursor {
    /// Before the first event.
    pub(super) const fn start(feed: [u8; 16]) -> Cursor {
        Cursor {
            feed,
            sequence: 0,
            check: 0,
        }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = [0; 32];
        bytes[..16].copy_from_slice(&self.feed);
        bytes[16..24].copy_from_slice(&self.sequence.to_be_bytes());
        bytes[24..].copy_from_slice(&self.check.to_be_bytes());
        f.write_str(&BASE64_URL_SAFE_NO_PAD.encode(bytes))
    }
}

impl FromStr for Cursor {
    type Err = InvalidCursor;

    fn from_str(text: &str) -> Result<Cursor, InvalidCursor> {
        let bytes = BASE64_URL_SAFE_NO_PAD
            .decode(text)
            .map_err(|_| InvalidCursor)?;
        let (feed, rest) = bytes.split_first_chunk::<16>().ok_or(InvalidCursor)?;
        let (sequence, rest) = rest.split_first_chunk::<8>().ok_or(InvalidCursor)?;
        let check: &[u8; 8] = rest.try_into().map_err(|_| InvalidCursor)?;
        let sequence = i64::from_be_bytes(*sequence);
        if sequence < 0 {
            return Err(InvalidCursor);
        }
        Ok(Cursor {
            feed: *feed,
            sequence,
            check: i64::from_be_bytes(*check),
        })
    }
}

/// The text is no cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be empty or the next_cursor of a batch")]
pub(super) struct InvalidCursor;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_that_is_no_cursor_is_refused() {
        let cursor = Cursor::start([255; 16]).to_string();
        assert_eq!(cursor.len(), 43);
        assert_eq!(cursor.parse(), Ok(Cursor::start([255; 16])));
        for wrong in ["", "x", "cursor", &cursor[1..], &format!("{cursor}A"), &format!("{cursor}=")] {
            assert_eq!(wrong.parse::<Cursor>(), Err(InvalidCursor), "{wrong}");
        }
        let negative = Cursor {
            feed: [0; 16],
            sequence: -1,
            check: 0,
        };
        assert_eq!(negative.to_string().parse::<Cursor>(), Err(InvalidCursor));
    }

    proptest! {
        #[test]
        fn a_cursor_comes_back_as_it_was(feed: [u8; 16], sequence in 0..i64::MAX, check: i64) {
            let cursor = Cursor { feed, sequence, check };
            prop_assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }

        #[test]
        fn no_text_panics(text: String) {
            let _ = text.parse::<Cursor>();
        }
    }
}
