//! A message's type and topic, read off its beginning: the rest may be cut off, and is not read.

use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use std::fmt;

use super::binary;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MessageHead {
    /// The `type`, raw: escape it before it is shown.
    pub kind: Option<String>,
    /// Raw as well.
    pub topic: Option<String>,
}

impl MessageHead {
    /// Reads the beginning of a text message (`{`) or of a binary frame.
    pub fn read(beginning: &[u8]) -> Self {
        let json = match beginning.first() {
            Some(b'{') => beginning,
            _ => binary::header_of_beginning(beginning).unwrap_or_default(),
        };
        let mut head = Self::default();
        // It ends in an error wherever the message was cut, or both were found before its end.
        let _ = serde_json::Deserializer::from_slice(json).deserialize_map(Fields(&mut head));
        head
    }
}

struct Fields<'h>(&'h mut MessageHead);

impl<'de> Visitor<'de> for Fields<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a message")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        while let Some(name) = fields.next_key::<String>()? {
            match name.as_str() {
                "type" => self.0.kind = Some(fields.next_value()?),
                "topic" => self.0.topic = Some(fields.next_value()?),
                _ => drop(fields.next_value::<IgnoredAny>()?),
            }
            if self.0.kind.is_some() && self.0.topic.is_some() {
                break;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::robot::binary::{Layout, frame};
    use crate::test_support::corrupted;

    const WHOLE: &str = r#"{"type":"msg","topic":"rt/lf/lowstate","data":{"a":[1,2,3]}}"#;

    fn head(kind: &str, topic: Option<&str>) -> MessageHead {
        MessageHead { kind: Some(kind.into()), topic: topic.map(Into::into) }
    }

    #[test]
    fn type_and_topic_are_read_whole_or_cut() {
        let expected = head("msg", Some("rt/lf/lowstate"));
        for length in [WHOLE.len(), 50, 42] {
            assert_eq!(MessageHead::read(&WHOLE.as_bytes()[..length]), expected, "{length}");
        }
        assert_eq!(MessageHead::read(&WHOLE.as_bytes()[..20]), head("msg", None));
        assert_eq!(MessageHead::read(br#"{"data":{"topic":"x"},"type":"err"}"#), head("err", None));
    }

    #[test]
    fn a_binary_frame_is_named_by_its_header() {
        for layout in [Layout::PointCloud, Layout::Plain] {
            let frame = frame(layout, WHOLE, &[0xff; 4000]).expect("it fits");
            let expected = head("msg", Some("rt/lf/lowstate"));
            assert_eq!(MessageHead::read(&frame), expected);
            assert_eq!(MessageHead::read(&frame[..60]), expected);
        }
    }

    #[test]
    fn hostile_beginnings_never_panic() {
        let mut rng = fastrand::Rng::with_seed(43);
        let frame = frame(Layout::Plain, WHOLE, b"points").expect("it fits");
        for whole in [WHOLE.as_bytes(), &frame] {
            for _ in 0..2000 {
                let _ = MessageHead::read(&corrupted(whole, &mut rng));
            }
        }
    }
}
