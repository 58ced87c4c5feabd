//! One file per job.

mod advance_repairs;
mod advance_tickets;
mod catch_up_index;
mod end_addresses;
mod erase_accounts;
mod keep_vault;
mod move_team_tickets;
mod release_message;
mod remove_expired;
mod remove_objects;
mod rename_tag;
mod run_bulk;
mod send_mail;
mod wake_tickets;
