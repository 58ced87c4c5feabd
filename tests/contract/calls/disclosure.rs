use domain::identity::Role;

use super::{Callers, EVERY_ROLE, Known, read};

const OFFICERS: Callers = Callers::Roles(&[Role::PrivacyOfficer, Role::Admin]);

pub(super) const KNOWN: &[Known] =
    &[read("listMyDisclosures", EVERY_ROLE), read("listDisclosures", OFFICERS)];
