use super::{Known, LEADS, read};

pub(super) const KNOWN: &[Known] = &[read("getRepairReport", LEADS)];
