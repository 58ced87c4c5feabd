//! The page on the states of repairs is made from the tables in the code.

use std::{collections::BTreeSet, fmt::Write};

use domain::repair::{
    CLOCKS, DELIVERY_TARGET, Letter, Mover, Need, State, Step, TARGETS, TRANSITIONS, Transition,
};

use crate::files::assert_checked_in;

#[test]
fn the_page_on_repair_states_is_the_state_machine() {
    assert_checked_in("docs/repair-states.md", &page(), "UPDATE_DOCS");
}

fn page() -> String {
    format!(
        "# Repair states\n\n\
         Made from `crates/domain/src/repair/transitions.rs` and `clock.rs`; a test compares them. The tables there are \
         the guard itself: what does not stand here is refused.\n\n\
         A repair begins `requested`, by the customer or an agent. `closed`, `cancelled`, `rejected` and `expired` \
         are its end: the address is destroyed in the same transaction, and the database refuses one that is \
         still there.\n\n{}\n{}\n{}\n{}",
        diagram(),
        table(),
        clocks(),
        states(),
    )
}

fn names(movers: &[Mover]) -> String {
    movers.iter().map(|mover| mover.name()).collect::<Vec<_>>().join(", ")
}

fn diagram() -> String {
    let mut lines = String::from("```mermaid\nstateDiagram-v2\n    [*] --> requested\n");
    for from in State::ALL {
        for to in State::ALL {
            let mut by: Vec<_> =
                edges(*from, *to).flat_map(|edge| edge.by).map(|mover| mover.name()).collect();
            let mut seen = BTreeSet::new();
            by.retain(|mover| seen.insert(*mover));
            if !by.is_empty() {
                writeln!(lines, "    {} --> {}: {}", from.name(), to.name(), by.join(", ")).unwrap();
            }
        }
    }
    for end in State::ALL.iter().filter(|state| state.is_terminal()) {
        writeln!(lines, "    {} --> [*]", end.name()).unwrap();
    }
    lines + "```\n"
}

fn edges(from: State, to: State) -> impl Iterator<Item = &'static Transition> {
    TRANSITIONS.iter().filter(move |edge| (edge.from, edge.to) == (from, to))
}

fn table() -> String {
    let mut lines = String::from(
        "## Transitions\nMembers of the request are `set like this`; the other needs must be so.\n\n\
         | from | to | who | needs | outcome | letter | address |\n|---|---|---|---|---|---|---|\n",
    );
    for edge in TRANSITIONS {
        let need = |need: &Need| {
            if need.is_member() { format!("`{}`", need.name()) } else { need.name().replace('_', " ") }
        };
        let needs: Vec<_> = edge.needs.iter().map(need).collect();
        let outcomes: Vec<_> = edge.outcomes.iter().map(|outcome| outcome.name()).collect();
        writeln!(
            lines,
            "| {} | {} | {} | {} | {} | {} | {} |",
            edge.from.name(),
            edge.to.name(),
            names(edge.by),
            needs.join(", "),
            outcomes.join(", "),
            edge.letter.map_or("", Letter::name),
            edge.address().name(),
        )
        .unwrap();
    }
    lines
}

fn clocks() -> String {
    let mut lines = String::from("## By time\n| state | what happens | only |\n|---|---|---|\n");
    for clock in CLOCKS {
        let step = |step: &Step| match step {
            Step::Remind(days) => format!("day {days}: a reminder"),
            Step::RemindHalfway => "halfway, if that is later than the third day: a reminder".to_owned(),
            Step::Move(days, to) => format!("day {days}: {}", to.name()),
        };
        let steps: Vec<_> = clock.steps.iter().map(step).collect();
        let only = clock.only.unwrap_or_default();
        writeln!(lines, "| {} | {} | {only} |", clock.state.name(), steps.join("; ")).unwrap();
    }
    lines.push_str("\nA hold stops all of it; a legal hold stops the end.\n\nThe desk wants to have moved a repair on within: ");
    let targets: Vec<_> = TARGETS.iter().map(|(state, days)| format!("{} {days} d", state.name())).collect();
    lines
        + &targets.join(", ")
        + &format!(
            ", outbound {DELIVERY_TARGET} d where the carrier tells where the parcel is (abroad 24 days later); \
             at once where it says that the parcel is lost.\n"
        )
}

fn states() -> String {
    let mut lines = String::from(
        "## What each state means\n| state | the customer sees | an address may be there |\n|---|---|---|\n",
    );
    for state in State::ALL {
        let address = match (state.allows_address(false), state.allows_address(true)) {
            (true, _) => "if a parcel goes to it",
            (false, true) => "if something is sent first",
            _ => "never",
        };
        let seen = state.as_seen_by_requester().name();
        writeln!(lines, "| {} | {seen} | {address} |", state.name()).unwrap();
    }
    lines
}
