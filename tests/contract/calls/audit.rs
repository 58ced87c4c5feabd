use domain::identity::Role;

use super::{Callers, Known, read};

const READERS: Callers = Callers::Roles(&[Role::PrivacyOfficer, Role::Admin]);

pub(super) const KNOWN: &[Known] = &[read("listAuditEntries", READERS)];
