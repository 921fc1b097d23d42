//! What a participant says of one of its writers or readers (8.5.4).

use super::parameters::{self, Parameter};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Its participant's prefix, then its own number.
    pub guid: [u8; 16],
    /// As their bytes were.
    pub topic: Vec<u8>,
    pub kind: Option<Vec<u8>>,
}

impl Endpoint {
    pub fn read(payload: &[u8]) -> Option<Self> {
        let list = parameters::of_payload(payload)?;
        let find = |id| list.iter().find(|each| each.id == id);
        let text = |id| find(id).and_then(Parameter::text).map(<[u8]>::to_vec);
        Some(Self {
            guid: endpoint_guid(&list)?,
            topic: text(parameters::TOPIC_NAME)?,
            kind: text(parameters::TYPE_NAME),
        })
    }

    /// The GUID in the payload of a sample that says that an endpoint is gone.
    pub fn gone(payload: &[u8]) -> Option<[u8; 16]> {
        endpoint_guid(&parameters::of_payload(payload)?)
    }
}

fn endpoint_guid(list: &[Parameter<'_>]) -> Option<[u8; 16]> {
    list.iter().find(|each| each.id == parameters::ENDPOINT_GUID)?.value.first_chunk().copied()
}
