//! A desk with a long past: many customers, and the tickets that they had closed long ago.

use std::sync::Arc;

use chrono::Duration;
use domain::{
    Ctx, Result,
    clock::{Clock, ManualClock, Timestamp},
    contact::{EmailAddress, VoluntaryContact},
    id::AccountId,
    identity::{Account, Actor, Principal},
};
use persistence::Copies;

use super::{invented, people::CUSTOMERS};
use crate::{output::say, wiring::Desk};

/// Tickets that the use cases make, as the desk's present; whatever is more is its past.
pub(super) const PRESENT: u32 = 400;
/// How many of the past the use cases make; the others are copies of these.
pub(super) const ORIGINALS: u32 = 120;
/// How long ago the desk was opened, if it has a past.
pub(super) const PAST: Duration = Duration::days(3 * 365);
/// When the past ends: by then all of it is closed.
const PRESENT_BEGINS: Duration = Duration::days(90);
/// How many tickets a customer has, more or less.
const TICKETS_OF_ONE: usize = 25;
/// How many customers are stored at once.
const BATCH: usize = 250;

/// Fills the past: from when the originals were closed until the present begins.
pub(super) async fn fill_past(
    desk: &Desk,
    tickets: usize,
    (from, now): (Timestamp, Timestamp),
    known: &[Principal],
) -> Result<()> {
    let customers = sign_up(desk, tickets / TICKETS_OF_ONE, from, known).await?;
    let during = now - PRESENT_BEGINS - from;
    let copies = Copies { tickets, customers: &customers, from, during };
    let step = (tickets / 20).max(1);
    let mut said = 0;
    let progress = |done: usize| {
        if done / step > said {
            said = done / step;
            say(format_args!("{done} of {tickets} tickets of the past"));
        }
    };
    desk.copy_closed_tickets(copies, progress).await
}

/// More of the customers whom the demo knows, with addresses of their own.
async fn sign_up(desk: &Desk, count: usize, at: Timestamp, known: &[Principal]) -> Result<Vec<AccountId>> {
    let clock = ManualClock::at(at);
    let mut tx = desk.store.read().await?;
    let mut patterns = Vec::new();
    for principal in known {
        patterns.extend(tx.accounts().find(principal.account).await?);
    }
    drop(tx);
    let mut all: Vec<_> = patterns.iter().map(|account| account.id).collect();
    for first in (0..count).step_by(BATCH) {
        clock.advance(Duration::seconds(1));
        let cx = Ctx::new(&clock, Arc::clone(&desk.random), Actor::Operator);
        let mut tx = desk.store.begin().await?;
        for number in first..(first + BATCH).min(count) {
            let account = namesake(&cx, clock.now(), &patterns[number % patterns.len()], number)?;
            tx.accounts().add(&account).await?;
            all.push(account.id);
        }
        tx.commit().await?;
    }
    Ok(all)
}

fn namesake(cx: &Ctx, at: Timestamp, of: &Account, number: usize) -> Result<Account> {
    let email = CUSTOMERS[number % CUSTOMERS.len()].email;
    let (name, domain) = email.split_once('@').unwrap_or((email, "example.org"));
    let email = invented(EmailAddress::parse(&format!("{name}.{}@{domain}", number / CUSTOMERS.len() + 1)))?;
    Ok(Account {
        id: AccountId::new(cx),
        number: 0,
        email,
        contact: VoluntaryContact { phone: None, ..of.contact.clone() },
        version: 1,
        created_at: at,
        updated_at: at,
        ..of.clone()
    })
}
