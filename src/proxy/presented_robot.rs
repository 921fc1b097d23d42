//! The robot as the proxy presents it to drivers: a key pair and a path that live as long as the proxy.

use std::io;

use crate::robot::con_notify::Data2;
use crate::robot::device_key::DeviceKey;
use crate::robot::notify_builder::{Wrapping, notify_body, path_letters};
use crate::robot::offer_request::{OfferError, Reply, open_con_ing};
use crate::robot::private_key::PrivateKey;

pub(super) struct PresentedRobot {
    key: PrivateKey,
    spki: Vec<u8>,
    digits: [u8; 5],
    random: fastrand::Rng,
}

impl PresentedRobot {
    pub(super) fn new() -> io::Result<Self> {
        let key = PrivateKey::generate().map_err(io::Error::other)?;
        let spki = key.public_der().map_err(io::Error::other)?;
        let mut seed = [0; 8];
        getrandom::fill(&mut seed).map_err(io::Error::other)?;
        let mut random = fastrand::Rng::with_seed(u64::from_ne_bytes(seed));
        let digits = std::array::from_fn(|_| random.u8(0..10));
        Ok(Self { key, spki, digits, random })
    }

    /// The answer to con_notify. `None` where it is to be sealed with a key that we lack.
    pub(super) fn con_notify(&mut self, data2: Data2, key: Option<&DeviceKey>) -> Option<String> {
        let wrapping = match data2 {
            Data2::Plain => Wrapping::Plain,
            Data2::StaticKey => Wrapping::StaticKey,
            Data2::DeviceKey => Wrapping::DeviceKey(key?.clone()),
        };
        Some(notify_body(&self.spki, path_letters(self.digits), &wrapping, &mut self.random))
    }

    pub(super) fn con_ing_path(&self) -> String {
        let digits: String = self.digits.iter().map(|digit| char::from(b'0' + digit)).collect();
        format!("/con_ing_{digits}")
    }

    /// The text in an offer's request, whatever it is, and how its answer travels.
    pub(super) fn open(&self, body: &[u8]) -> Result<(Vec<u8>, Reply), OfferError> {
        open_con_ing(body, &self.key)
    }
}

#[cfg(test)]
mod tests {
    use crate::robot::con_notify::{ConNotify, OpenError};

    use super::*;

    #[test]
    fn each_data2_is_presented_as_a_robot_does_and_none_without_its_key() {
        let mut presented_robot = PresentedRobot::new().unwrap();
        let key: DeviceKey = "000102030405060708090a0b0c0d0e0f".parse().unwrap();
        let read = |body: &str| ConNotify::parse(body.as_bytes()).unwrap();
        for data2 in [Data2::Plain, Data2::StaticKey, Data2::DeviceKey] {
            let notify = read(&presented_robot.con_notify(data2, Some(&key)).unwrap());
            assert_eq!(notify.data2, data2);
            assert_eq!(notify.open(Some(&key)).unwrap().path, presented_robot.con_ing_path());
        }
        let sealed = read(&presented_robot.con_notify(Data2::DeviceKey, Some(&key)).unwrap());
        assert_eq!(sealed.open(None), Err(OpenError::KeyMissing));
        assert_eq!(presented_robot.con_notify(Data2::DeviceKey, None), None);
    }
}
