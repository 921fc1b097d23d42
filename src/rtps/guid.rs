//! Who sends: prefixes, entities, vendors.

/// What all entities of one participant share (9.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct GuidPrefix(pub [u8; 12]);

/// An entity within its participant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct EntityId(pub [u8; 4]);

impl EntityId {
    pub const UNKNOWN: Self = Self([0; 4]);
    /// The participant itself.
    pub const PARTICIPANT: Self = Self([0, 0, 1, 0xc1]);
    /// What announces a participant.
    pub const PARTICIPANT_WRITER: Self = Self([0, 1, 0, 0xc2]);
    /// What announces the participant's writers, and who listens to it.
    pub const PUBLICATIONS_WRITER: Self = Self([0, 0, 3, 0xc2]);
    pub const PUBLICATIONS_READER: Self = Self([0, 0, 3, 0xc7]);
    /// What announces the participant's readers, and who listens to it.
    pub const SUBSCRIPTIONS_WRITER: Self = Self([0, 0, 4, 0xc2]);
    pub const SUBSCRIPTIONS_READER: Self = Self([0, 0, 4, 0xc7]);
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Vendor(pub [u8; 2]);

impl Vendor {
    /// Of whoever is no registered vendor.
    pub const UNKNOWN: Self = Self([0; 2]);

    /// The product, as registered with the OMG; `None` for one that is not listed here.
    pub fn name(self) -> Option<&'static str> {
        let [1, number] = self.0 else { return None };
        Some(match number {
            0x01 => "RTI Connext",
            0x02 => "OpenSplice",
            0x03 => "OpenDDS",
            0x05 => "InterCOM DDS",
            0x06 => "CoreDX",
            0x0b => "Vortex Cloud",
            0x0f => "Fast DDS",
            0x10 => "Cyclone DDS",
            0x11 => "GurumDDS",
            0x12 => "RustDDS",
            0x14 => "Dust DDS",
            _ => return None,
        })
    }
}
