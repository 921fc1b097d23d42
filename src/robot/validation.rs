//! The challenge that the robot sends once the data channel is open.

use md5::{Digest as _, Md5};

use super::base64_text;

/// What a challenge is prefixed with before it is hashed, on every model known.
const PREFIX: &str = "UnitreeGo2_";

/// The answer to a challenge: base64 of the 16 raw bytes of the MD5 (a variant with the hash's hex
/// text circulates and is refused).
pub fn answer(challenge: &str) -> String {
    base64_text::encode(Md5::digest(format!("{PREFIX}{}", challenge.trim())))
}

#[cfg(test)]
mod tests {
    use crate::robot::test_vectors::vectors;

    use super::*;

    #[test]
    fn the_answer_is_the_one_that_python_computes() {
        let vectors = &vectors()["validation"];
        let challenge = vectors["challenge"].as_str().expect("a challenge");
        assert_eq!(vectors["answer"], answer(challenge));
        assert_eq!(answer(&format!("{challenge}\n")), answer(challenge));
    }
}
