//! The debugging guide's own checklist: what it asks, ticked by what was measured.
//!
//! The items are data ([`checklist`]); [`measure`] turns a case into a tick.

pub mod checklist;
pub mod measure;
