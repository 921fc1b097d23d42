//! What mending makes of a description: text in, text out, and what differs.
//!
//! Only lines that stand in the way are touched, and nothing is made up.

pub mod credentials;
pub mod envelope;
pub mod fingerprints;
pub(in crate::proxy) mod levels;

use crate::facts::proxy::{Change, Unmended};

/// A description after one kind of mending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    pub text: String,
    pub change: Option<Change>,
    pub unmended: Option<Unmended>,
}

impl Mended {
    fn untouched(text: &str, unmended: Option<Unmended>) -> Self {
        Self { text: text.to_owned(), change: None, unmended }
    }
}

#[cfg(test)]
mod tests;
