//! Where a reader of the feed stands.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use crate::store::feed::Position;

/// Where a reader of the feed stands: opaque to clients.
///
/// As text: 32 bytes in url-safe base64, the feed's id, the sequence and the check, both big endian.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cursor {
    /// The feed's id, drawn when the database was made.
    pub(super) feed: [u8; 16],
    /// The last event that was read.
    pub(super) position: Position,
}

impl Cursor {
    /// After an event of a feed.
    pub(super) const fn new(feed: [u8; 16], position: Position) -> Cursor {
        Cursor { feed, position }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Position {
            sequence,
            check_value,
        } = self.position;
        let mut bytes = [0; 32];
        bytes[..16].copy_from_slice(&self.feed);
        bytes[16..24].copy_from_slice(&sequence.to_be_bytes());
        bytes[24..].copy_from_slice(&check_value.to_be_bytes());
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
        let position = Position {
            sequence,
            check_value: i64::from_be_bytes(*check),
        };
        Ok(Cursor::new(*feed, position))
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
        let start = Cursor::new([255; 16], Position::START);
        let cursor = start.to_string();
        assert_eq!(cursor.len(), 43);
        assert_eq!(cursor.parse(), Ok(start));
        for wrong in [
            "",
            "x",
            "cursor",
            &cursor[1..],
            &format!("{cursor}A"),
            &format!("{cursor}="),
        ] {
            assert_eq!(wrong.parse::<Cursor>(), Err(InvalidCursor), "{wrong}");
        }
        let before_all = Position {
            sequence: -1,
            check_value: 0,
        };
        let negative = Cursor::new([0; 16], before_all);
        assert_eq!(negative.to_string().parse::<Cursor>(), Err(InvalidCursor));
    }

    proptest! {
        #[test]
        fn a_cursor_comes_back_as_it_was(feed: [u8; 16], sequence in 0..i64::MAX, check_value: i64) {
            let cursor = Cursor::new(feed, Position { sequence, check_value });
            prop_assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }

        #[test]
        fn no_text_panics(text: String) {
            let _ = text.parse::<Cursor>();
        }
    }
}
