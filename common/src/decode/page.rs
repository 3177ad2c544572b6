//! Paging (AIP-158): sizes, and tokens that only fit the query that gave them.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::status::Violations;

/// Rows in a page when the client does not say.
pub const DEFAULT_PAGE_SIZE: u32 = 50;
/// The most rows in a page; a larger wish gets this many.
pub const MAX_PAGE_SIZE: u32 = 1000;

/// Bytes of the check that binds a token to its query.
const CHECK: usize = 12;
/// No token is longer; ours are much shorter.
const LONGEST: usize = 2048;

/// How many rows a page has: 0 means [`DEFAULT_PAGE_SIZE`], at most [`MAX_PAGE_SIZE`]; a negative number is a violation.
pub fn page_size(violations: &mut Violations, path: &str, value: i32) -> Option<u32> {
    match u32::try_from(value) {
        Ok(0) => Some(DEFAULT_PAGE_SIZE),
        Ok(size) => Some(size.min(MAX_PAGE_SIZE)),
        Err(_) => {
            violations.push(path, "must not be negative");
            None
        }
    }
}

/// A query as its page tokens know it: the method and every filter, but not the size of a page.
#[derive(Clone)]
pub struct PageQuery {
    hash: Sha256,
}

impl PageQuery {
    /// A query of this method, for instance `ListCalls`.
    pub fn new(method: &str) -> PageQuery {
        PageQuery {
            hash: Sha256::new(),
        }
        .filter(method)
    }

    /// With the next filter, absent ones (empty) too: the order tells them apart.
    #[must_use]
    pub fn filter(mut self, value: impl AsRef<[u8]>) -> PageQuery {
        let value = value.as_ref();
        // Its length comes first, so that two filters cannot pass for one.
        self.hash.update((value.len() as u64).to_be_bytes());
        self.hash.update(value);
        self
    }

    /// The token that continues this query after `key`. A client can read the key: it must not hold personal data.
    pub fn token(&self, key: &[u8]) -> String {
        let mut bytes = self.check(key).to_vec();
        bytes.extend_from_slice(key);
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    fn key(&self, token: &str) -> Option<Vec<u8>> {
        if LONGEST < token.len() {
            return None;
        }
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(token).ok()?;
        let (check, key) = bytes.split_at_checked(CHECK)?;
        (check == self.check(key)).then(|| key.to_vec())
    }

    fn check(&self, key: &[u8]) -> [u8; CHECK] {
        let digest = self.clone().filter(key).hash.finalize();
        std::array::from_fn(|index| digest[index])
    }
}

impl std::fmt::Debug for PageQuery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PageQuery").finish_non_exhaustive()
    }
}

/// The key after which the page begins: `None` for the first page (no token) or when the token is of another query.
pub fn page_token(
    violations: &mut Violations,
    path: &str,
    query: &PageQuery,
    value: &str,
) -> Option<Vec<u8>> {
    if value.is_empty() {
        return None;
    }
    let key = query.key(value);
    if key.is_none() {
        violations.push(
            path,
            "must be the next_page_token of the same query, with the same filters and order",
        );
    }
    key
}
