//! Invented people and tickets with a past, made through the use cases that the API uses, too.

mod cast;
mod crowd;
mod devices;
mod outbox;
mod people;
mod plot;
mod stage;
mod stories;

use domain::{Error, Result, error::Rule, identity::AccountFilter, page::PageRequest};

use self::stage::Stage;
use crate::{
    cli::DemoArgs,
    config::Settings,
    failure::{Failure, chain},
    output::say,
    wiring::{Desk, Migrations},
};

/// Fills an empty desk; refuses where there are customers.
pub(super) async fn demo(settings: Settings, args: DemoArgs) -> Result<(), Failure> {
    let desk = Desk::open(settings, Migrations::ApplyIfSqlite).await?;
    if has_customers(&desk).await? {
        return Err(Failure::new("there are customers already: demo data belongs on an empty desk"));
    }
    fill(&desk, args).await?;
    desk.close().await
}

/// Fills the desk, unless there are customers.
pub(super) async fn fill_if_empty(desk: &Desk, args: DemoArgs) -> Result<(), Failure> {
    if has_customers(desk).await? { Ok(()) } else { fill(desk, args).await }
}

async fn has_customers(desk: &Desk) -> Result<bool, Failure> {
    find_customer(desk).await.map_err(|error| Failure::new(chain(&error)))
}

async fn find_customer(desk: &Desk) -> Result<bool> {
    let mut tx = desk.store.read().await?;
    let first = tx.accounts().list(&AccountFilter::default(), PageRequest::first(1)).await?;
    Ok(!first.items.is_empty())
}

async fn fill(desk: &Desk, args: DemoArgs) -> Result<(), Failure> {
    let played = play(desk, args.tickets).await;
    let password = played.map_err(|error| Failure::because("the demo cannot be made", &error))?;
    say(format_args!("{} tickets made. Sign in with the password {password} as", args.tickets));
    for member in people::STAFF {
        say(format_args!("  {:<12} {}", member.role.name(), member.email));
    }
    for customer in people::CUSTOMERS {
        say(format_args!("  {:<12} {}", "customer", customer.email));
    }
    Ok(())
}

/// Returns everybody's password. Few tickets have a present only; what is more is a past of closed ones,
/// of which the use cases make some, and the others are copies.
async fn play(desk: &Desk, tickets: u32) -> Result<String> {
    let now = desk.clock.now();
    let past = tickets.checked_sub(crowd::PRESENT + crowd::ORIGINALS);
    let present = plot::scenes(if past.is_some() { crowd::PRESENT } else { tickets }, now);
    let originals =
        past.map(|_| plot::closed_scenes(crowd::ORIGINALS, now - crowd::PAST)).unwrap_or_default();
    let curtain = originals.iter().chain(&present).map(|scene| scene.at).min().unwrap_or(now);
    let mut stage = Stage::set(desk, curtain).await?;
    stage.play_all(&originals).await?;
    if let Some(copies) = past {
        stage.let_all_close().await?;
        crowd::fill_past(desk, copies as usize, (stage.now(), now), stage.customers()).await?;
    }
    stage.play_all(&present).await?;
    stage.end(now).await?;
    Ok(stage.password().to_owned())
}

/// The parsed value of an invented text.
fn invented<T>(parsed: Result<T, Rule>) -> Result<T> {
    parsed.map_err(|rule| Error::internal(format!("an invented text breaks the rule {}", rule.code)))
}
