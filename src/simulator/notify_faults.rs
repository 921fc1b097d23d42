//! The faults of what con_notify answers: a key blob that cannot be used.

use serde_json::{Map, Value};

use crate::robot::base64_text;
use crate::robot::notify_builder::{Wrapping, notify_body, path_letters};

use super::fault::Fault;
use super::fault_setting::Faults;

/// The key of a robot with the fault `device-key` that was told no other.
pub const DEVICE_KEY: &str = "00112233445566778899aabbccddeeff";

pub(super) fn wrapping(faults: &Faults, asked: &Wrapping) -> Wrapping {
    match asked {
        Wrapping::Plain | Wrapping::StaticKey if faults.has(Fault::DeviceKey) => {
            Wrapping::DeviceKey(DEVICE_KEY.parse().expect("it is 32 hex digits"))
        }
        // Without encryption there is no tag to be wrong.
        Wrapping::Plain if faults.has(Fault::BlobUndecipherable) => Wrapping::StaticKey,
        asked => asked.clone(),
    }
}

/// The body of every answer to con_notify: well, or wrong as the faults want it.
pub(super) fn body(
    spki: &[u8],
    digits: [u8; 5],
    wrapping: &Wrapping,
    faults: &Faults,
    random: &mut fastrand::Rng,
) -> String {
    // A third of the key: still base64, and no key any more.
    let spki = if faults.has(Fault::RsaKeyTruncated) { &spki[..spki.len() / 3] } else { spki };
    let letters = match path_letters(digits) {
        // One letter beyond J is enough: the drivers disagree on what it means.
        [first, second, _, fourth, fifth] if faults.has(Fault::PathLetters) => {
            [first, second, 'T', fourth, fifth]
        }
        letters => letters,
    };
    let well = notify_body(spki, letters, wrapping, random);
    let with_faults = faults.first_of(&[
        Fault::ConNotifyNoData1,
        Fault::ConNotifyUnknownData2,
        Fault::BlobUndecipherable,
    ]);
    let Some(fault) = with_faults else { return well };
    let json = base64_text::decode(well.as_bytes()).unwrap_or_default();
    let mut answer: Map<String, Value> = serde_json::from_slice(&json).unwrap_or_default();
    let data1 = answer.remove("data1");
    match fault {
        Fault::ConNotifyNoData1 => {}
        Fault::ConNotifyUnknownData2 => {
            answer.extend(data1.map(|data1| ("data1".to_owned(), data1)));
            answer.insert("data2".into(), 9.into());
        }
        _ => {
            answer.insert("data1".into(), other_tag(data1.as_ref()).into());
        }
    }
    base64_text::encode(Value::from(answer).to_string())
}

/// The sealed blob with another last byte, which is the tag's.
fn other_tag(data1: Option<&Value>) -> String {
    let sealed = data1.and_then(Value::as_str).unwrap_or_default();
    let mut blob = base64_text::decode(sealed.as_bytes()).unwrap_or_default();
    if let Some(last) = blob.last_mut() {
        *last ^= 1;
    }
    base64_text::encode(blob)
}

#[cfg(test)]
mod tests {
    use crate::robot::con_notify::{ConNotify, NotifyError, OpenError};
    use crate::simulator::key;

    use super::*;

    fn answer(fault: &str) -> Result<ConNotify, NotifyError> {
        let faults = Faults(vec![fault.parse().unwrap()]);
        let spki = key::committed().unwrap().public_der().unwrap();
        let wrapping = wrapping(&faults, &Wrapping::StaticKey);
        let random = &mut fastrand::Rng::with_seed(4);
        ConNotify::parse(body(&spki, [1, 2, 3, 4, 5], &wrapping, &faults, random).as_bytes())
    }

    #[test]
    fn each_blob_fails_where_it_is_meant_to_and_not_before() {
        let opened = |fault: &str| answer(fault).unwrap().open(None).map(|key| key.path);
        assert_eq!(opened("blob-undecipherable"), Err(OpenError::Undecipherable));
        assert_eq!(opened("rsa-key-truncated"), Err(OpenError::RsaKeyBad));
        assert_eq!(opened("path-letters"), Err(OpenError::PathBad));
        assert_eq!(opened("device-key"), Err(OpenError::KeyMissing));
        assert_eq!(opened("busy").as_deref(), Ok("/con_ing_12345"));
        assert_eq!(answer("con-notify-no-data1"), Err(NotifyError::NotJson));
        let unknown = answer("con-notify-unknown-data2");
        assert_eq!(unknown, Err(NotifyError::UnknownData2("9".into())));
    }

    #[test]
    fn the_device_key_that_is_told_opens_it_and_one_that_was_asked_for_stays() {
        let key = DEVICE_KEY.parse().unwrap();
        assert!(answer("device-key").unwrap().open(Some(&key)).is_ok());
        let faults = Faults(vec!["device-key".parse().unwrap()]);
        let own = Wrapping::DeviceKey("ffffffffffffffffffffffffffffffff".parse().unwrap());
        assert_eq!(wrapping(&faults, &own), own);
    }
}
