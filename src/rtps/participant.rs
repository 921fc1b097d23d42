//! What a participant says of itself (8.5.3).

use std::net::SocketAddrV4;

use super::guid::{GuidPrefix, Vendor};
use super::parameters::{self, Parameter};

/// More addresses than this of one participant are not read.
const MAX_LOCATORS: usize = 8;

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Participant {
    pub prefix: GuidPrefix,
    pub vendor: Option<Vendor>,
    pub domain: Option<u32>,
    /// As its bytes were.
    pub name: Option<Vec<u8>>,
    /// How long it counts as there after it last spoke, s.
    pub lease_s: Option<u32>,
    /// Where it wants to be told what others write and read.
    pub metatraffic: Vec<SocketAddrV4>,
    pub process: Option<Vec<u8>>,
    pub process_id: Option<u32>,
}

impl Participant {
    pub fn read(payload: &[u8]) -> Option<Self> {
        let list = parameters::of_payload(payload)?;
        let find = |id| list.iter().find(|each| each.id == id);
        let guid = find(parameters::PARTICIPANT_GUID)?;
        let properties: Vec<_> =
            find(parameters::PROPERTY_LIST).map(Parameter::properties).unwrap_or_default();
        // Cyclone DDS's names begin with underscores; Fast DDS has the other one.
        let property = |names: &[&str]| {
            let is = |(name, _): &&(&[u8], &[u8])| names.iter().any(|it| it.as_bytes() == *name);
            properties.iter().find(is).map(|(_, value)| value.to_vec())
        };
        let id = property(&["__Pid", "fastdds.physical_data.process"]);
        let metatraffic = list.iter().filter(|it| it.id == parameters::METATRAFFIC_UNICAST_LOCATOR);
        Some(Self {
            prefix: GuidPrefix(*guid.value.first_chunk()?),
            vendor: find(parameters::VENDOR_ID)
                .and_then(|it| it.value.first_chunk().copied().map(Vendor)),
            domain: find(parameters::DOMAIN_ID).and_then(Parameter::u32),
            name: find(parameters::ENTITY_NAME)
                .and_then(Parameter::text)
                .filter(|name| !name.is_empty())
                .map(<[u8]>::to_vec),
            lease_s: find(parameters::LEASE_DURATION).and_then(Parameter::u32),
            metatraffic: metatraffic.filter_map(Parameter::locator).take(MAX_LOCATORS).collect(),
            process: property(&["__ProcessName"]),
            process_id: id.and_then(|id| str::from_utf8(&id).ok()?.parse().ok()),
        })
    }
}
