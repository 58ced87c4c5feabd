//! The tables as SeaORM sees them. Nothing outside this crate does.

pub(crate) mod account;
pub(crate) mod api_token;
pub(crate) mod audit_entry;
pub(crate) mod code;
pub(crate) mod idempotency;
pub(crate) mod instance;
pub(crate) mod invitation;
pub(crate) mod job;
pub(crate) mod merged_message;
pub(crate) mod merged_participant;
pub(crate) mod message;
pub(crate) mod message_recipient;
pub(crate) mod participant;
pub(crate) mod schedule;
pub(crate) mod session;
pub(crate) mod step_up;
pub(crate) mod team;
pub(crate) mod team_member;
pub(crate) mod ticket;
pub(crate) mod ticket_event;
pub(crate) mod ticket_link;
pub(crate) mod ticket_merge;
pub(crate) mod ticket_tag;
pub(crate) mod view;
pub(crate) mod worker;
