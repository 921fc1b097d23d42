//! The simulated robot's RSA key: committed, and public on purpose.
//!
//! Making a fresh one would cost up to 260 ms a start, and seconds in a debug build; a simulated
//! robot has nothing to hide.

use crate::robot::private_key::{KeyError, PrivateKey};

pub(super) const PEM: &str = include_str!("robot_key.pem");

pub(super) fn committed() -> Result<PrivateKey, KeyError> {
    PrivateKey::from_pem(PEM)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_committed_key_can_be_used() {
        assert_eq!(super::committed().map(|key| key.size()), Ok(256));
    }
}
