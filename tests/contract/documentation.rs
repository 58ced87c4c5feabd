//! Pages that are made from data in the code.

use std::fmt::Write;

use domain::ticket::{Mover, Patience, Status, TRANSITIONS};

use crate::files::assert_checked_in;

#[test]
fn the_page_on_data_retention_is_the_data_map() {
    assert_checked_in("docs/data-retention.md", &domain::privacy::data_retention_markdown(), "UPDATE_DOCS");
}

#[test]
fn the_page_on_ticket_states_is_the_state_machine() {
    assert_checked_in("docs/ticket-states.md", &ticket_states(), "UPDATE_DOCS");
}

fn ticket_states() -> String {
    let patience = Patience::default();
    format!(
        "# Ticket states\n\n\
         Made from `crates/domain/src/ticket/state.rs`; a test compares the two. The table there is the guard itself.\n\n\
         {}\n{}\n## By time\n\
         Pending: the requester is reminded after {} days and the ticket counts as solved after {}. Solved: closed after {} \
         days.\n\n{}",
        diagram(),
        table(),
        patience.before_reminder.num_days(),
        patience.before_solving.num_days(),
        patience.before_closing.num_days(),
        views(),
    )
}

fn diagram() -> String {
    let mut lines = String::from("```mermaid\nstateDiagram-v2\n    [*] --> new\n");
    for edge in TRANSITIONS {
        let by: Vec<_> = edge.by.iter().copied().map(name).collect();
        writeln!(lines, "    {} --> {}: {}", edge.from.name(), edge.to.name(), by.join(", ")).unwrap();
    }
    let ends = |status: &Status| TRANSITIONS.iter().all(|edge| edge.from != *status);
    for end in Status::ALL.into_iter().filter(ends) {
        writeln!(lines, "    {} --> [*]", end.name()).unwrap();
    }
    lines + "```\n"
}

/// Rows are where a ticket comes from, columns where it goes.
fn table() -> String {
    let names = Status::ALL.map(Status::name);
    let mut lines = format!("| from \\ to | {} |\n|---|{}\n", names.join(" | "), "---|".repeat(names.len()));
    for from in Status::ALL {
        let cells = Status::ALL.map(|to| {
            let edge = TRANSITIONS.iter().find(|edge| (edge.from, edge.to) == (from, to));
            let by: Vec<_> = edge.into_iter().flat_map(|edge| edge.by).copied().map(name).collect();
            by.join(", ")
        });
        writeln!(lines, "| **{}** | {} |", from.name(), cells.join(" | ")).unwrap();
    }
    lines
}

fn views() -> String {
    let mut lines = String::from("## What the requester sees\n| state | seen as |\n|---|---|\n");
    for status in Status::ALL {
        writeln!(lines, "| {} | {} |", status.name(), status.as_seen_by_requester().name()).unwrap();
    }
    lines
}

const fn name(mover: Mover) -> &'static str {
    match mover {
        Mover::Staff => "staff",
        Mover::Requester => "requester",
        Mover::Time => "time",
    }
}
