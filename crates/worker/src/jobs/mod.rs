//! One file per job.

mod advance_tickets;
mod remove_expired;
mod send_mail;
