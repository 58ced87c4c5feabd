use chrono::Duration;
use domain::{Result, clock::Timestamp, store::Store, vault::VaultFigures};
use persistence::Database;

use super::finding::Finding;

/// A job that is due waits for seconds when all is well.
const OVERDUE: Duration = Duration::minutes(10);
/// A mail server may be away for a while.
const MAIL_STUCK: Duration = Duration::hours(1);
/// A worker says every 30 seconds that it works.
const WORKER_SILENT: Duration = Duration::minutes(2);

/// The vault is proven once a day.
const PROOF_OLD: Duration = Duration::hours(26);

/// Jobs, mails, workers, the daily proof.
pub(super) async fn examine(database: &Database, now: Timestamp) -> Result<Vec<Finding>> {
    let store = database.store();
    let mut tx = store.read().await?;
    let queue = tx.job_records().queue(now).await?;
    let workers = tx.job_records().workers(1).await?;
    let is_old = |since: Option<Timestamp>, limit: Duration| since.is_some_and(|since| now - since > limit);
    let mut findings = vec![Finding::ok("jobs", format!("{} waiting, {} dead", queue.pending, queue.dead))];
    if is_old(queue.oldest_due, OVERDUE) {
        let silent = workers.first().is_none_or(|worker| now - worker.seen_at > WORKER_SILENT);
        let todo = if silent {
            "no worker is at work: start `benchdesk serve` without --no-worker, or `benchdesk worker`"
        } else {
            "a worker is at work but does not keep up: look into its log"
        };
        findings.push(Finding::warning(
            "jobs",
            "some have been due for long",
            "mail and the schedule stand still",
            todo,
        ));
    }
    let dead = queue.dead - queue.held_mails.min(queue.dead);
    if dead > 0 {
        findings.push(Finding::warning(
            "dead jobs",
            format!("{dead} have failed for good"),
            "what they were to do, such as a mail, has not been done; they are removed after 30 days",
            "GET /api/v1/jobs?state=dead says why; POST /api/v1/jobs/{job_id}/retry tries one again",
        ));
    }
    if queue.held_mails > 0 {
        findings.push(Finding::warning(
            "held mails",
            format!("{} wait since a restore", queue.held_mails),
            "they may have been sent before; nobody sends them unless told to",
            "POST /api/v1/jobs/{job_id}/retry sends one; all are removed after 30 days",
        ));
    }
    if is_old(queue.oldest_mail, MAIL_STUCK) {
        findings.push(Finding::warning(
            "unsent mail",
            "the oldest was ordered more than an hour ago",
            "people wait for answers and links",
            "look at the finding about mail, and at GET /api/v1/jobs?kind=send_mail",
        ));
    }
    findings.extend(proof(&tx.epochs().figures().await?, now));
    Ok(findings)
}

/// Whether the vault was proven lately, and found in order. Before the first day is over nothing is said.
fn proof(vault: &VaultFigures, now: Timestamp) -> Option<Finding> {
    const THING: &str = "proof of the vault";
    if vault.wrong > 0 {
        return Some(Finding::problem(
            THING,
            format!("{} thing(s) were wrong at the last look", vault.wrong),
            "an address that has ended may be left, or one that is needed may be lost",
            "run `benchdesk privacy verify`: it names them",
        ));
    }
    let since = vault.proven_at.or(vault.epoch_began_at)?;
    if now - since > PROOF_OLD {
        return Some(Finding::warning(
            THING,
            "is older than 26 hours",
            "nobody has looked whether something is left of addresses that have ended",
            "let a worker run, and look at GET /api/v1/jobs?kind=rotate_keys",
        ));
    }
    vault.proven_at.map(|at| Finding::ok(THING, format!("nothing wrong at {}", at.format("%F %R UTC"))))
}
