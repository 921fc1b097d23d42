//! Two connections side by side: the first rung at which they part, and what may explain it.
//!
//! Pure: what each side tells goes in, what differs comes out. Only what both sides know is
//! compared; what one of them does not tell is never a difference.

pub mod compare;
pub mod evidence_fields;
pub mod field;
pub mod outcome;
pub mod side_fields;
pub mod subject;

pub use compare::compare;
pub use field::{Field, Of};
pub use outcome::{
    Comparison, Difference, First, Kind, OneSided, Role, Rung, RungSide, Undecided, Which,
};
pub use subject::{Found, Subject};

#[cfg(test)]
mod tests;
