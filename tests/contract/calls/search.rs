use super::{EVERY_ROLE, Known, read};

pub(super) const KNOWN: &[Known] = &[read("search", EVERY_ROLE)];
