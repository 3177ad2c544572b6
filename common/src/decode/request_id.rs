//! The id of a request (AIP-155), by which a repeated one is known.

use std::fmt;

use crate::status::Violations;

/// A UUID of any version that a client gave to one request. The nil UUID is none.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId([u8; 16]);

impl RequestId {
    /// Its 16 bytes, as they are stored.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// From 16 stored bytes.
    pub const fn from_bytes(bytes: [u8; 16]) -> RequestId {
        RequestId(bytes)
    }

    fn parse(text: &str) -> Option<RequestId> {
        let text = text.as_bytes();
        if text.len() != 36 {
            return None;
        }
        let mut digits = [0; 32];
        let mut count = 0;
        for (index, byte) in text.iter().enumerate() {
            if matches!(index, 8 | 13 | 18 | 23) {
                if *byte != b'-' {
                    return None;
                }
                continue;
            }
            let digit = char::from(*byte).to_digit(16)?;
            digits[count] = u8::try_from(digit).expect("a hexadecimal digit is less than 16");
            count += 1;
        }
        let mut bytes = [0; 16];
        for (byte, pair) in bytes.iter_mut().zip(digits.as_chunks::<2>().0) {
            *byte = pair[0] << 4 | pair[1];
        }
        (bytes != [0; 16]).then_some(RequestId(bytes))
    }
}

/// The usual form in lower case.
impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, byte) in self.0.iter().enumerate() {
            if matches!(index, 4 | 6 | 8 | 10) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RequestId({self})")
    }
}

/// A request id that may be absent (empty): a UUID in its usual form, in upper or lower case.
pub fn request_id(violations: &mut Violations, path: &str, value: &str) -> Option<RequestId> {
    if value.is_empty() {
        return None;
    }
    let id = RequestId::parse(value);
    if id.is_none() {
        violations.push(
            path,
            "must be a UUID other than the nil one, as xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
        );
    }
    id
}
