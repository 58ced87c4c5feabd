//! All recurring work, in one table.

use std::str::FromStr;

use croner::Cron;
use domain::{
    Error, Result,
    clock::Timestamp,
    job::{JobRequest, Work},
};

use crate::Worker;

/// One kind of recurring work.
#[derive(Debug)]
pub struct Recurring {
    /// The stored name of the turn.
    pub name: &'static str,
    /// When, in UTC (minute, hour, day of month, month, day of week).
    pub cron: &'static str,
    /// What is done.
    pub work: Work,
    /// Why it is done.
    pub reason: &'static str,
}

/// What the desk does by itself, and when.
pub const SCHEDULE: &[Recurring] = &[
    Recurring {
        name: "advance-tickets",
        cron: "*/5 * * * *",
        work: Work::AdvanceTickets,
        reason: "reminds, solves and closes what has stood too long",
    },
    Recurring {
        name: "wake-tickets",
        cron: "* * * * *",
        work: Work::WakeTickets,
        reason: "wakes snoozed tickets",
    },
    Recurring {
        name: "advance-repairs",
        cron: "*/5 * * * *",
        work: Work::AdvanceRepairs,
        reason: "moves repairs whose time has come, and reminds their customers",
    },
    Recurring {
        name: "remove-expired",
        cron: "20 * * * *",
        work: Work::RemoveExpired,
        reason: "keeps the retention periods of jobs/remove_expired.rs",
    },
    Recurring {
        name: "rotate-keys",
        cron: "*/10 * * * *",
        work: Work::RotateKeys,
        reason: "renews the key of addresses when it is time, so that copies of ended ones become unreadable; proves it daily",
    },
    Recurring {
        name: "erase-accounts",
        cron: "50 * * * *",
        work: Work::EraseAccounts,
        reason: "goes on with erasures of accounts that something has kept waiting",
    },
    Recurring {
        name: "remove-orphans",
        cron: "40 3 * * *",
        work: Work::RemoveOrphans,
        reason: "a crash or a restored database leaves bytes that belong to no file",
    },
];

impl Recurring {
    /// When it is due next, strictly after `now`.
    pub fn next_after(&self, now: Timestamp) -> Result<Timestamp> {
        let cron = Cron::from_str(self.cron).map_err(Error::internal)?;
        cron.find_next_occurrence(&now, false).map_err(Error::internal)
    }
}

impl Worker {
    /// Takes the turns that are due, and queues their work in the same transaction. Of several
    /// processes, one gets a turn.
    pub async fn tick(&self) -> Result<(), Error> {
        let cx = self.cx();
        if !self.turn_may_be_due(cx.now()) {
            return Ok(());
        }
        let mut earliest = Timestamp::MAX_UTC;
        let mut tx = self.parts.store.begin().await?;
        for turn in SCHEDULE {
            let next = turn.next_after(cx.now())?;
            if tx.schedule().take_turn(turn.name, cx.now(), next).await? {
                tx.jobs().enqueue(JobRequest::now(&cx, turn.work.clone())).await?;
            }
            earliest = earliest.min(next);
        }
        tx.commit().await?;
        self.no_turn_before(earliest);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use chrono::{Duration, TimeZone, Utc};

    use super::*;

    #[test]
    fn every_line_of_the_table_can_be_read_and_has_its_own_name() {
        let noon = Utc.with_ymd_and_hms(2026, 3, 1, 12, 0, 0).unwrap();
        for turn in SCHEDULE {
            assert!(turn.next_after(noon).unwrap() > noon, "{}", turn.name);
            assert_eq!(SCHEDULE.iter().filter(|other| other.name == turn.name).count(), 1);
        }
        assert_eq!(SCHEDULE[0].next_after(noon).unwrap(), noon + Duration::minutes(5));
        assert_eq!(SCHEDULE[3].next_after(noon).unwrap(), noon + Duration::minutes(20));
    }
}
