//! Background work. A job is enqueued in the transaction of the change that causes it, so neither
//! exists without the other; it holds ids only, never a personal value, and may run twice.

mod record;
mod repo;

pub use record::{
    HELD_AFTER_RESTORE, JobFilter, JobRecord, JobRecordRepo, JobState, Queue, WorkerRecord, find_job,
    list_jobs, queued_at, retry_job,
};
pub use repo::{JobCount, JobRepo, ScheduleRepo};

use serde::{Deserialize, Serialize};

use crate::{
    Ctx,
    clock::Timestamp,
    error::{Error, Result},
    id::{BulkId, JobId, MacroId, MessageId, TagRenameId, TeamId},
    mail::MailOrder,
};

/// What is to be done. Variants are only ever added: stored jobs must stay readable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Work {
    /// Renders and sends one mail. The job's id makes the Message-ID, so that a mail that was sent
    /// twice after a crash is known as one by the receiver.
    SendMail(MailOrder),
    /// Reminds, solves and closes tickets whose time has come.
    AdvanceTickets,
    /// Moves repairs whose time has come, and reminds their customers.
    AdvanceRepairs,
    /// Wakes snoozed tickets whose time has come.
    WakeTickets,
    /// Lets a held reply go out.
    ReleaseMessage {
        /// Which.
        message: MessageId,
        /// The macro that wrote it, if one did.
        #[serde(default)]
        by_macro: Option<MacroId>,
    },
    /// Gives the tickets of a dissolved team to another.
    MoveTeamTickets {
        /// The dissolved team.
        from: TeamId,
        /// Where they go.
        to: TeamId,
    },
    /// Does the same to many tickets.
    RunBulk {
        /// As this order says.
        bulk: BulkId,
    },
    /// Renames a label on all tickets.
    RenameTag {
        /// As this order says.
        rename: TagRenameId,
    },
    /// Removes what has expired: codes, sessions, remembered requests, unverified accounts.
    RemoveExpired,
    /// Brings into the search index what an earlier version has stored.
    CatchUpIndex,
    /// Removes the bytes of a file that nobody needs any longer.
    RemoveObject {
        /// Under which random name they are kept.
        object: String,
    },
    /// Removes bytes that belong to no file: what a crash or a restored database left behind.
    RemoveOrphans,
    /// Has the ledger learn which addresses have ended.
    WriteLedger,
    /// Renews the key that wraps the keys of addresses, if it is time, and destroys old ones; once a day, proves that
    /// nothing is left of addresses that have ended.
    RotateKeys,
    /// Goes on with every erasure of an account that can go on.
    EraseAccounts,
}

impl Work {
    /// The stored name, also used as a metrics label.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::SendMail(_) => "send_mail",
            Self::AdvanceTickets => "advance_tickets",
            Self::AdvanceRepairs => "advance_repairs",
            Self::WakeTickets => "wake_tickets",
            Self::MoveTeamTickets { .. } => "move_team_tickets",
            Self::ReleaseMessage { .. } => "release_message",
            Self::RunBulk { .. } => "run_bulk",
            Self::RenameTag { .. } => "rename_tag",
            Self::RemoveExpired => "remove_expired",
            Self::CatchUpIndex => "catch_up_index",
            Self::RemoveObject { .. } => "remove_object",
            Self::RemoveOrphans => "remove_orphans",
            Self::WriteLedger => "write_ledger",
            Self::RotateKeys => "rotate_keys",
            Self::EraseAccounts => "erase_accounts",
        }
    }

    /// The stored form.
    pub fn to_payload(&self) -> Result<String> {
        serde_json::to_string(self).map_err(|e| Error::Internal(Box::new(e)))
    }

    /// Reads the stored form.
    pub fn from_payload(payload: &str) -> Result<Self> {
        serde_json::from_str(payload).map_err(|e| Error::Internal(Box::new(e)))
    }
}

/// A job to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobRequest {
    /// Stable id.
    pub id: JobId,
    /// What is to be done.
    pub work: Work,
    /// Not before.
    pub run_at: Timestamp,
}

impl JobRequest {
    /// As soon as possible.
    pub fn now(cx: &Ctx, work: Work) -> Self {
        Self { id: JobId::new(cx), work, run_at: cx.now() }
    }

    /// A mail, as soon as possible.
    pub fn send_mail(cx: &Ctx, order: MailOrder) -> Self {
        Self::now(cx, Work::SendMail(order))
    }
}

/// A job that a worker has claimed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedJob {
    /// Stable id.
    pub id: JobId,
    /// The stored form of the work.
    pub payload: String,
    /// The stored name of the work.
    pub kind: String,
    /// Which attempt this is, from 1.
    pub attempt: i32,
    /// Proof of the claim: a worker that lost its lease can no longer finish the job.
    pub lease: Lease,
}

/// Who works on a job, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    /// Made up by the worker for this claim.
    pub holder: uuid::Uuid,
    /// When others may claim the job again.
    pub until: Timestamp,
}

/// How often a job is tried before it is set aside as dead.
pub const MAX_ATTEMPTS: i32 = 10;

/// When to try again after attempt `attempt` has failed: 5 s · 2ⁿ, at most 6 h, moved by up to a
/// fifth by `jitter` (0 to 255) so that jobs that failed together do not come back together.
pub fn retry_delay(attempt: i32, jitter: u8) -> chrono::Duration {
    let exponent = u32::try_from(attempt.clamp(1, 14) - 1).unwrap_or_default();
    let base = (5_000_i64 << exponent).min(6 * 3_600_000);
    chrono::Duration::milliseconds(base + base * i64::from(jitter) / (255 * 5))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_up_to_six_hours() {
        assert_eq!(retry_delay(1, 0).num_seconds(), 5);
        assert_eq!(retry_delay(4, 0).num_seconds(), 40);
        assert_eq!(retry_delay(99, 0).num_hours(), 6);
        assert_eq!(retry_delay(1, 255).num_seconds(), 6);
    }

    #[test]
    fn work_survives_storage() {
        let team = TeamId::from_uuid(uuid::Uuid::nil());
        let moving = Work::MoveTeamTickets { from: team, to: team };
        for work in [
            Work::AdvanceTickets,
            Work::WakeTickets,
            moving,
            Work::RemoveExpired,
            Work::CatchUpIndex,
            Work::RemoveObject { object: "0a".repeat(16) },
        ] {
            assert_eq!(Work::from_payload(&work.to_payload().unwrap()).unwrap(), work);
        }
    }
}
