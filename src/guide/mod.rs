//! The debugging guide's own checklist: what it asks, ticked by what was measured.
//!
//! The items are data ([`checklist`]); [`measure`] turns a case into a tick;
//! [`coverage`] is the table of who does what.

pub mod checklist;
pub mod coverage;
pub mod measure;
