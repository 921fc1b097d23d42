//! One zip with all that a bug report needs, secrets and personal data masked. Nothing is sent.

pub mod archive;
pub mod capture;
pub mod contents;
mod issue;
pub mod kind;
mod local_addresses;
pub mod mask;
