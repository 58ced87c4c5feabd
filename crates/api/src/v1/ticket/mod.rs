//! Tickets, their messages and their history.

mod claim;
mod deletion;
mod draft;
mod event;
mod link;
mod list;
mod merge;
mod message;
mod names;
mod participant;
mod people;
mod redaction;
mod sensitive;
mod shape;
mod snooze;
mod split;
mod tag;
mod tag_rename;
mod tickets;

pub(super) use self::{
    list::{TicketPage, TicketSummary},
    message::Message,
    names::{MessageFormat, MessageKind, TicketPriority, TicketRelation, TicketStatus, TicketType},
    people::{People, Person},
    shape::Ticket,
    tickets::TagName,
};

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list_tickets, tickets::create_ticket))
        .routes(routes!(deletion::list_deleted_tickets))
        .routes(routes!(tickets::get_ticket, tickets::update_ticket, deletion::delete_ticket))
        .routes(routes!(deletion::restore_ticket))
        .routes(routes!(tag::list_tags))
        .routes(routes!(tag_rename::rename_tag))
        .routes(routes!(tag_rename::get_tag_rename))
        .routes(routes!(tag_rename::remove_tag))
        .routes(routes!(tag_rename::get_tag_removal))
        .routes(routes!(message::list_messages, message::create_message))
        .routes(routes!(message::get_message))
        .routes(routes!(message::undo_message))
        .routes(routes!(redaction::redact_message))
        .routes(routes!(event::list_ticket_events))
        .routes(routes!(participant::list_participants, participant::invite_participant))
        .routes(routes!(participant::add_participant, participant::remove_participant))
        .routes(routes!(draft::get_draft, draft::put_draft, draft::delete_draft))
        .routes(routes!(draft::list_drafts))
        .routes(routes!(claim::claim_ticket))
        .routes(routes!(snooze::snooze_ticket, snooze::cancel_snooze))
        .routes(routes!(merge::list_merges, merge::merge_ticket))
        .routes(routes!(merge::preview_merge))
        .routes(routes!(merge::undo_merge))
        .routes(routes!(split::split_ticket))
        .routes(routes!(link::list_links, link::link_ticket))
        .routes(routes!(link::unlink_ticket))
}
