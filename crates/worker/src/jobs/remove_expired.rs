//! Removes what is kept for a time only. The periods are the retention defaults of
//! docs/data-retention.md.

use chrono::Duration;
use domain::{
    Ctx, Result, attachment, audit, bulk, coverage,
    device::FACTS_LIFETIME,
    disclosure, idempotency, parcel, privacy, repair,
    store::Tx,
    ticket::{self, DRAFT_LIFETIME, INVITATION_LIFETIME, RENAMES_KEPT_FOR, RESTORABLE_FOR},
    vault,
};

use crate::{Worker, verdict::JobFailure};

/// How many rows one transaction removes.
const BATCH: u64 = 1000;
/// The same for uploads, each of which makes a job.
const UPLOADS: u64 = 100;
/// The same for bulk orders and deleted tickets, each of which takes much along.
const LARGE: u64 = 10;

/// Single-use codes, after they expired: a day, so that a late click is told "expired", not "wrong".
const EXPIRED_CODES: Duration = Duration::days(1);
/// Sessions, after they ended: a day, so that a stolen token that is used late is still recognised.
const ENDED_SESSIONS: Duration = Duration::days(1);
/// API tokens, after they expired: a month, so that their owner sees why a program stopped.
const EXPIRED_TOKENS: Duration = Duration::days(30);
/// Accounts whose address was never confirmed, after they were made, and unless a link is under way.
const UNVERIFIED_ACCOUNTS: Duration = Duration::days(7);
/// Dead jobs, after they were set aside.
const DEAD_JOBS: Duration = Duration::days(30);
/// Workers, after they were seen last.
const WORKERS: Duration = Duration::days(1);
/// Devices' history, and devices that are nobody's any more and that no ticket refers to.
const DEVICE_HISTORY: Duration = Duration::days(730);

/// What is removed. Codes and sessions go before the accounts they belong to, drafts before the uploads that
/// only they keep.
#[derive(Debug, Clone, Copy)]
enum Expired {
    Codes,
    Sessions,
    RememberedRequests,
    UnverifiedAccounts,
    Invitations,
    DeadJobs,
    AuditEntries,
    ApiTokens,
    Workers,
    EmailChanges,
    Attempts,
    WaitingUploads,
    DeviceFacts,
    DeviceHistory,
    FormerDevices,
    Presences,
    BulkOrders,
    TagRenames,
    DeletedTickets,
    Drafts,
    EndedRepairs,
    TrackingNumbers,
    AddressAccesses,
    Parcels,
    Disclosures,
    UnitMarks,
    PrivacyRequests,
    KeptQuotes,
}

impl Expired {
    const ALL: [Self; 28] = [
        Self::EmailChanges,
        Self::Attempts,
        Self::Codes,
        Self::Sessions,
        Self::RememberedRequests,
        Self::UnverifiedAccounts,
        Self::DeadJobs,
        Self::AuditEntries,
        Self::Invitations,
        Self::ApiTokens,
        Self::Workers,
        Self::Drafts,
        Self::WaitingUploads,
        Self::DeviceFacts,
        Self::DeviceHistory,
        Self::FormerDevices,
        Self::Presences,
        Self::BulkOrders,
        Self::TagRenames,
        Self::DeletedTickets,
        Self::EndedRepairs,
        Self::TrackingNumbers,
        Self::AddressAccesses,
        Self::Parcels,
        Self::Disclosures,
        Self::UnitMarks,
        Self::PrivacyRequests,
        Self::KeptQuotes,
    ];

    const fn kept_for(self) -> Duration {
        match self {
            Self::Codes => EXPIRED_CODES,
            Self::Sessions => ENDED_SESSIONS,
            Self::RememberedRequests => idempotency::LIFETIME,
            Self::UnverifiedAccounts => UNVERIFIED_ACCOUNTS,
            Self::Invitations => INVITATION_LIFETIME,
            Self::DeadJobs => DEAD_JOBS,
            Self::ApiTokens => EXPIRED_TOKENS,
            Self::AuditEntries => Duration::days(audit::RETENTION_DAYS),
            Self::Workers => WORKERS,
            // Until when quotes are kept stands with each.
            Self::EmailChanges | Self::Attempts | Self::Presences | Self::KeptQuotes => Duration::zero(),
            Self::PrivacyRequests => privacy::KEPT_FOR,
            Self::DeviceFacts => FACTS_LIFETIME,
            Self::DeviceHistory | Self::FormerDevices => DEVICE_HISTORY,
            Self::WaitingUploads => attachment::KEPT_WAITING,
            Self::BulkOrders => bulk::KEPT_FOR,
            Self::TagRenames => RENAMES_KEPT_FOR,
            Self::DeletedTickets => RESTORABLE_FOR,
            Self::Drafts => DRAFT_LIFETIME,
            Self::EndedRepairs => repair::KEPT_FOR,
            Self::TrackingNumbers => repair::TRACKING_KEPT_FOR,
            Self::AddressAccesses => vault::ACCESS_LIFE,
            Self::Parcels => parcel::KEPT_FOR,
            Self::Disclosures => disclosure::KEPT_FOR,
            Self::UnitMarks => coverage::MARKS_KEPT_FOR,
        }
    }

    async fn remove(self, tx: &mut dyn Tx, cx: &Ctx) -> Result<u64> {
        let before = cx.now() - self.kept_for();
        match self {
            Self::Codes => tx.codes().remove_expired(before, BATCH).await,
            Self::Sessions => tx.sessions().remove_ended(before, BATCH).await,
            Self::RememberedRequests => tx.idempotency().remove_older(before, BATCH).await,
            Self::UnverifiedAccounts => tx.accounts().remove_unverified(before, cx.now(), BATCH).await,
            Self::Invitations => tx.invitations().remove_older(before, BATCH).await,
            Self::Attempts => tx.throttles().remove_expired(before, BATCH).await,
            Self::EmailChanges => tx.email_changes().remove_expired(before, BATCH).await,
            Self::DeadJobs => tx.jobs().remove_dead(before, BATCH).await,
            Self::ApiTokens => tx.api_tokens().remove_expired(before, BATCH).await,
            Self::AuditEntries => tx.audit().remove_older(before, BATCH).await,
            Self::Workers => tx.job_records().remove_workers(before, BATCH).await,
            Self::WaitingUploads => attachment::remove_waiting(tx, cx, before, UPLOADS).await,
            Self::DeviceFacts => tx.devices().remove_old_facts(before, BATCH).await,
            Self::DeviceHistory => tx.device_events().remove_older(before, BATCH).await,
            Self::FormerDevices => tx.devices().remove_former(before, BATCH).await,
            Self::Drafts => tx.drafts().remove_older(before, BATCH).await,
            Self::EndedRepairs => repair::forget_ended(tx, cx, before, UPLOADS).await,
            Self::TrackingNumbers => tx.shipments().forget_tracking(before, BATCH).await,
            Self::Presences => tx.presence().remove_ended(before).await,
            Self::BulkOrders => tx.bulks().remove_older(before, LARGE).await,
            Self::TagRenames => tx.tag_renames().remove_older(before, BATCH).await,
            Self::AddressAccesses => tx.address_accesses().remove_older(before, BATCH).await,
            Self::Parcels => {
                let recorded = cx.now() - parcel::KEPT_UNSETTLED;
                parcel::remove_older(tx, cx, before, recorded, UPLOADS).await
            }
            Self::Disclosures => tx.disclosures().remove_older(before, BATCH).await,
            Self::UnitMarks => tx.coverage().remove_marks(before.date_naive()).await,
            Self::PrivacyRequests => tx.privacy_requests().remove_older(before, BATCH).await,
            Self::KeptQuotes => tx.forgets().forget_quotes(before, BATCH).await,
            Self::DeletedTickets => ticket::erase_deleted(tx, cx, before, LARGE).await,
        }
    }
}

impl Worker {
    /// Removes everything whose time is over, one committed batch after the other.
    pub(crate) async fn remove_expired(&self) -> Result<(), JobFailure> {
        let cx = self.cx();
        // First, and whatever becomes of the rest.
        let ended = self.end_addresses().await;
        for expired in Expired::ALL {
            while self.remove_batch(expired, &cx).await? > 0 {}
        }
        ended
    }

    async fn remove_batch(&self, expired: Expired, cx: &Ctx) -> Result<u64> {
        let mut tx = self.parts.store.begin().await?;
        let removed = expired.remove(tx.as_mut(), cx).await?;
        if removed > 0 {
            tx.commit().await?;
        }
        Ok(removed)
    }
}
