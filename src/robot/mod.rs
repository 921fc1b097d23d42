//! What a Go2 is on the wire.
