use kit::form;
use serde_json::{Value, json};

use super::{EVERY_ROLE, Known, SEES_CUSTOMERS, read};

pub(super) const KNOWN: &[Known] = &[
    Known {
        id: "createAttachment",
        callers: EVERY_ROLE,
        status: 201,
        body: |_, _| Value::String(String::from_utf8(form("fader.txt", b"It jams.")).unwrap()),
    },
    read("getAttachment", EVERY_ROLE),
    read("getAttachmentContent", EVERY_ROLE),
    // The desk's attachment is part of a message.
    Known { id: "deleteAttachment", callers: EVERY_ROLE, status: 409, body: |_, _| Value::Null },
    Known {
        id: "redactMessage",
        callers: SEES_CUSTOMERS,
        status: 200,
        body: |_, _| json!({ "phrases": ["nothing like it"] }),
    },
];
