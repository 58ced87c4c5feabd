use domain::identity::Role;
use serde_json::Value;

use super::{Callers, Known, read};

const ADMINISTRATORS: Callers = Callers::Roles(&[Role::Admin]);

pub(super) const KNOWN: &[Known] = &[
    read("getSystem", ADMINISTRATORS),
    read("listJobs", ADMINISTRATORS),
    read("getJob", ADMINISTRATORS),
    Known { id: "retryJob", callers: ADMINISTRATORS, status: 200, body: |_, _| Value::Null },
    Known { id: "sendTestMail", callers: ADMINISTRATORS, status: 200, body: |_, _| Value::Null },
];
