//! How an erasure ends what each personal column holds: one row for each of the data map. A contract test fails
//! on a column that has none.

use super::super::KeptKind;

/// How an erasure ends what a column holds of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// With the account's row.
    WithAccount,
    /// With what was written in the person's tickets, and in those of others.
    WithTickets,
    /// With the files that the person sent, and those in the person's tickets.
    WithFiles,
    /// With the registrations of devices.
    WithDevices,
    /// With the person's part in repairs.
    WithRepairs,
    /// Wherever the column names the person.
    Named(Cutting),
    /// It stays without the person, or because a law wants it.
    Stays(KeptKind),
    /// It has ended before: a repair ends first.
    EndedBefore,
    /// By itself, within hours.
    ByItself,
    /// Only staff are in it, and what they typed; their accounts are not erased.
    OfStaff,
}

/// What becomes of a column that names the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cutting {
    /// An id: it names nobody.
    Emptied,
    /// An id: who stands there is the same for all who are erased.
    Nobody,
    /// The same, where ids are texts.
    NobodyInText,
    /// A text with ids in it: the row goes.
    RowGoes,
}

/// A column in which a person is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// Table.
    pub table: &'static str,
    /// Column.
    pub column: &'static str,
    /// What becomes of it.
    pub cutting: Cutting,
}

impl End {
    /// In words, for the data retention document.
    pub const fn name(self) -> &'static str {
        match self {
            Self::WithAccount => "with the account",
            Self::WithTickets => "with the tickets",
            Self::WithFiles => "with the files",
            Self::WithDevices => "with the registration",
            Self::WithRepairs => "with the repairs",
            Self::Named(Cutting::Emptied | Cutting::Nobody | Cutting::NobodyInText) => {
                "wherever it names the person"
            }
            Self::Named(Cutting::RowGoes) => "with the row that names the person",
            Self::Stays(_) => "stays without the person, and the answer says so",
            Self::EndedBefore => "before: a repair ends first",
            Self::ByItself => "by itself, within hours",
            Self::OfStaff => "of staff only",
        }
    }
}

type Row = (&'static str, &'static [&'static str], End);

const PLAN: &[Row] = {
    use Cutting::{Emptied, Nobody, NobodyInText, RowGoes};
    use End::{
        ByItself, EndedBefore, Named, OfStaff, Stays, WithAccount, WithDevices, WithFiles, WithRepairs,
        WithTickets,
    };
    &[
        (
            "account",
            &[
                "number",
                "name",
                "email",
                "email_key",
                "phone",
                "postcode",
                "city",
                "country",
                "language",
                "time_zone",
                "password_hash",
            ],
            WithAccount,
        ),
        ("code", &["account_id"], WithAccount),
        ("email_change", &["email", "account_id"], WithAccount),
        ("session", &["account_id"], WithAccount),
        ("idempotency", &["account_id"], WithAccount),
        ("throttle", &["key_hash"], ByItself),
        ("api_token", &["account_id", "name", "token_hash"], WithAccount),
        ("totp", &["account_id", "sealed_secret"], WithAccount),
        ("recovery_code", &["account_id", "code_hash"], WithAccount),
        ("confidentiality_acceptance", &["account_id"], OfStaff),
        ("ticket", &["subject", "requester_id"], WithTickets),
        ("ticket", &["assignee_id", "deleted_by"], OfStaff),
        ("message", &["body", "author_id"], WithTickets),
        ("ticket_event", &["actor_id"], Named(Nobody)),
        ("ticket_event", &["from_value", "to_value"], Named(NobodyInText)),
        ("participant", &["account_id"], WithAccount),
        ("participant", &["added_by"], Named(Emptied)),
        ("message_recipient", &["account_id"], WithAccount),
        ("invitation", &["account_id", "invited_by"], WithAccount),
        ("draft", &["body", "account_id", "mentions"], WithAccount),
        ("presence", &["account_id"], WithAccount),
        ("ticket_merge", &["merged_by", "undone_by"], OfStaff),
        ("merged_participant", &["account_id"], WithAccount),
        ("ticket_link", &["linked_by"], OfStaff),
        ("search_reply", &["words"], WithTickets),
        ("search_note", &["words"], WithTickets),
        ("search_customer", &["words"], WithAccount),
        ("attachment", &["file_name", "sha256", "uploader_id"], WithFiles),
        ("audit_entry", &["actor_id"], Named(Nobody)),
        ("audit_entry", &["target_id"], Named(NobodyInText)),
        ("job", &["payload"], Named(RowGoes)),
        ("device", &["serial", "serial_key"], Stays(KeptKind::SerialNumbers)),
        ("device", &["purchased_on", "seller_country", "owner_id"], WithDevices),
        (
            "device_facts",
            &["os", "computer", "driver", "firmware", "host_software", "connection"],
            WithDevices,
        ),
        ("device_event", &["actor_id", "owner_id"], Named(Emptied)),
        ("coverage_entry", &["starts_on", "ends_on", "reason", "recorded_by"], WithDevices),
        ("unit_mark", &["serial_key"], Stays(KeptKind::SerialNumbers)),
        (
            "repair_case",
            &[
                "requester_id",
                "assignee_id",
                "symptom",
                "accessories",
                "no_serial_reason",
                "coverage_reason",
                "hold_reason",
                "legal_hold_reason",
                "replacement_serial",
                "ship_city",
                "ship_postcode",
                "disposal_confirmed_by",
            ],
            WithRepairs,
        ),
        ("repair_notice", &["proof", "given_by"], WithRepairs),
        ("repair_history", &["actor_id", "reason", "note"], WithRepairs),
        (
            "repair_intake",
            &[
                "serial",
                "condition",
                "accessories",
                "confirmed_reason",
                "confirmed_by",
                "returned",
                "returned_by",
                "done_by",
            ],
            WithRepairs,
        ),
        ("repair_exchange", &["old_serial", "new_serial", "decided_by"], WithRepairs),
        ("repair_quote", &["issued_by", "decided_by", "final_by"], WithRepairs),
        ("repair_quote_line", &["text"], Stays(KeptKind::TradeLetters)),
        ("repair_work", &["text", "done_by", "part_number", "serial_in", "serial_out"], WithRepairs),
        ("repair_diagnosis", &["findings", "summary", "done_by"], WithRepairs),
        ("repair_decision", &["reasons", "decided_by"], WithRepairs),
        ("repair_shipment", &["tracking_number", "created_by"], WithRepairs),
        ("repair_shipment_event", &["reported_by"], WithRepairs),
        (
            "unidentified_parcel",
            &["tracking_number", "contents", "place", "serial", "reason", "recorded_by", "settled_by"],
            WithRepairs,
        ),
        ("repair_address", &["sealed_body", "captured_by"], EndedBefore),
        ("address_access", &["reason"], WithRepairs),
        ("address_access", &["account_id"], WithAccount),
        ("address_link", &["asked_by"], OfStaff),
        ("disclosure", &["account_id", "actor_id", "recipient", "purpose"], WithAccount),
        ("privacy_request", &["account_id"], WithAccount),
        ("bulk", &["actions", "ordered_by"], OfStaff),
        ("tag_rename", &["ordered_by"], OfStaff),
        ("macro", &["name", "actions", "owner_id"], OfStaff),
        ("team", &["name", "name_key"], OfStaff),
        ("team_member", &["account_id"], OfStaff),
        ("view", &["name", "owner_id", "filter"], OfStaff),
    ]
};

/// Every column of the plan, with its end.
pub fn plan() -> impl Iterator<Item = (&'static str, &'static str, End)> {
    PLAN.iter().flat_map(|(table, columns, end)| columns.iter().map(move |column| (*table, *column, *end)))
}

/// How an erasure ends what a column holds.
pub fn end_of(table: &str, column: &str) -> Option<End> {
    plan().find(|(of, name, _)| *of == table && *name == column).map(|(_, _, end)| end)
}

/// The columns in which a person is looked for.
pub(super) fn cuts() -> impl Iterator<Item = Cut> {
    plan().filter_map(|(table, column, end)| match end {
        End::Named(cutting) => Some(Cut { table, column, cutting }),
        _ => None,
    })
}
