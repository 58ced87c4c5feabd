use axum::response::sse;
use domain::{id::TicketId, live::Change, ticket::Viewer};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// The `data` of an event: what to read again, and never what it holds.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "type": "ticket", "ticket_id": "01936f3e-0000-7000-8000-000000000000", "ticket_number": 17,
    "kind": "reply_added", "version": 4
}))]
pub(super) struct LiveEvent {
    /// `ready`: the stream goes on from here. `ticket`: a ticket changed, or came back. `gone`: a ticket was
    /// deleted, and is not there any more. `presence`: someone came to a
    /// ticket that the caller is at, does something else there, or left. `reset`: events may have been
    /// missed, read everything again. New types may be added. The event's name is the same.
    #[serde(rename = "type")]
    #[schema(value_type = String, example = "ticket")]
    name: &'static str,
    /// Which ticket; for `ticket`, `gone` and `presence`.
    #[schema(required)]
    ticket_id: Option<Uuid>,
    /// What people call it; for `ticket` and `gone`.
    #[schema(required)]
    ticket_number: Option<i64>,
    /// What happened, as in the ticket's history; for `ticket`.
    #[schema(required, example = "reply_added")]
    kind: Option<String>,
    /// The ticket's version as the caller counts, with this change and perhaps later ones; for `ticket`.
    #[schema(required)]
    version: Option<i64>,
}

impl LiveEvent {
    const fn bare(name: &'static str) -> Self {
        Self { name, ticket_id: None, ticket_number: None, kind: None, version: None }
    }

    pub(super) const fn ready() -> Self {
        Self::bare("ready")
    }

    pub(super) const fn reset() -> Self {
        Self::bare("reset")
    }

    pub(super) fn presence(ticket: TicketId) -> Self {
        Self { ticket_id: Some(ticket.as_uuid()), ..Self::bare("presence") }
    }

    pub(super) fn changed(change: &Change, viewer: Viewer) -> Self {
        let (ticket_id, ticket_number) = (Some(change.ticket.as_uuid()), Some(change.number));
        if change.is_deletion() {
            return Self { ticket_id, ticket_number, ..Self::bare("gone") };
        }
        Self {
            ticket_id,
            ticket_number,
            kind: Some(change.kind.clone()),
            version: Some(change.version_for(viewer)),
            ..Self::bare("ticket")
        }
    }

    pub(super) fn told(&self) -> sse::Event {
        let event = sse::Event::default().event(self.name);
        event.json_data(self).unwrap_or_else(|_| sse::Event::default().comment("unspeakable"))
    }
}
