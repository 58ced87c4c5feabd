//! The port to the store. A transaction is the only way to a repository, so nothing can slip past
//! it; the edge begins and commits, use cases never do.

use async_trait::async_trait;

use crate::{
    access::{ApiTokenRepo, RequirementRepo, SecondFactorRepo, StepUpRepo},
    address::AddressLinkRepo,
    attachment::AttachmentRepo,
    audit::AuditRepo,
    bulk::BulkRepo,
    coverage::CoverageRepo,
    device::{DeviceEventRepo, DeviceRepo, ProductRepo},
    disclosure::DisclosureRepo,
    error::Result,
    idempotency::IdempotencyRepo,
    identity::{AccountRepo, CodeRepo, EmailChangeRepo, SessionRepo, StaffRepo},
    instance::InstanceRepo,
    job::{JobRecordRepo, JobRepo, ScheduleRepo},
    live::{FeedRepo, PresenceRepo},
    macros::MacroRepo,
    parcel::ParcelRepo,
    privacy::{ErasureRepo, ForgetRepo, PrivacyRequestRepo},
    repair::{
        RepairExchangeRepo, RepairNoticeRepo, RepairRecordRepo, RepairRepo, RepairTermsRepo, RepairTextRepo,
        RepairWorkRepo,
    },
    report::ReportRepo,
    search::SearchRepo,
    shipment::ShipmentRepo,
    team::TeamRepo,
    throttle::ThrottleRepo,
    ticket::{
        DeletionRepo, DraftRepo, EventRepo, InvitationRepo, LinkRepo, MergeRepo, MessageRepo,
        ParticipantRepo, QueueRepo, RecipientRepo, TagRenameRepo, TagRepo, TicketRepo,
    },
    vault::{AccessRepo, AddressRepo, DrillRepo, EpochRepo, PurgeRepo},
    view::ViewRepo,
};

/// Where everything is kept.
#[async_trait]
pub trait Store: Send + Sync {
    /// Begins to write. The changes are durable, and visible to others, once
    /// [`Tx::commit`] has returned; dropped without it, nothing has happened.
    ///
    /// Inside a write transaction only the store is awaited: no mail, no HTTP, no hashing.
    async fn begin(&self) -> Result<Box<dyn Tx>>;

    /// Begins to read from one consistent state; never waits for a writer.
    async fn read(&self) -> Result<Box<dyn Tx>>;

    /// Begins to read without one consistent state: each statement sees what is committed at its own
    /// moment. Two statements cheaper than [`Store::read`], for answers whose parts may be of
    /// different moments (a ticket and the names of its people).
    async fn glance(&self) -> Result<Box<dyn Tx>>;
    /// Notes what is measured of the store, before it is shown.
    fn measure(&self) {}
}

/// One transaction.
#[async_trait]
pub trait Tx: Send {
    /// Accounts.
    fn accounts(&mut self) -> Box<dyn AccountRepo + '_>;
    /// Single-use codes.
    fn codes(&mut self) -> Box<dyn CodeRepo + '_>;
    /// Changes of address.
    fn email_changes(&mut self) -> Box<dyn EmailChangeRepo + '_>;
    /// Sessions.
    fn sessions(&mut self) -> Box<dyn SessionRepo + '_>;
    /// Tickets.
    fn tickets(&mut self) -> Box<dyn TicketRepo + '_>;
    /// The queue: who takes which ticket, and when.
    fn queue(&mut self) -> Box<dyn QueueRepo + '_>;
    /// Teams.
    fn teams(&mut self) -> Box<dyn TeamRepo + '_>;
    /// Views.
    fn views(&mut self) -> Box<dyn ViewRepo + '_>;
    /// Macros.
    fn macros(&mut self) -> Box<dyn MacroRepo + '_>;
    /// Orders to do the same to many tickets.
    fn bulks(&mut self) -> Box<dyn BulkRepo + '_>;
    /// Deleted tickets.
    fn deletions(&mut self) -> Box<dyn DeletionRepo + '_>;
    /// Labels.
    fn tags(&mut self) -> Box<dyn TagRepo + '_>;
    /// Orders to rename labels.
    fn tag_renames(&mut self) -> Box<dyn TagRenameRepo + '_>;
    /// Messages.
    fn messages(&mut self) -> Box<dyn MessageRepo + '_>;
    /// What people have begun to write.
    fn drafts(&mut self) -> Box<dyn DraftRepo + '_>;
    /// Who takes part in tickets.
    fn participants(&mut self) -> Box<dyn ParticipantRepo + '_>;
    /// Whom messages went to.
    fn recipients(&mut self) -> Box<dyn RecipientRepo + '_>;
    /// Invitations to take part.
    fn invitations(&mut self) -> Box<dyn InvitationRepo + '_>;
    /// Attachments.
    fn attachments(&mut self) -> Box<dyn AttachmentRepo + '_>;
    /// History.
    fn events(&mut self) -> Box<dyn EventRepo + '_>;
    /// The feed of changes.
    fn feed(&mut self) -> Box<dyn FeedRepo + '_>;
    /// Who is at which ticket.
    fn presence(&mut self) -> Box<dyn PresenceRepo + '_>;
    /// Merges of tickets.
    fn merges(&mut self) -> Box<dyn MergeRepo + '_>;
    /// Links between tickets.
    fn links(&mut self) -> Box<dyn LinkRepo + '_>;
    /// The search index.
    fn search(&mut self) -> Box<dyn SearchRepo + '_>;
    /// Products.
    fn products(&mut self) -> Box<dyn ProductRepo + '_>;
    /// Devices.
    fn devices(&mut self) -> Box<dyn DeviceRepo + '_>;
    /// Devices' history.
    fn device_events(&mut self) -> Box<dyn DeviceEventRepo + '_>;
    /// Sealed addresses.
    fn addresses(&mut self) -> Box<dyn AddressRepo + '_>;
    /// Links through which addresses can be given.
    fn address_links(&mut self) -> Box<dyn AddressLinkRepo + '_>;
    /// Who has looked at addresses.
    fn address_accesses(&mut self) -> Box<dyn AccessRepo + '_>;
    /// Epochs, and the keys that they wrap.
    fn epochs(&mut self) -> Box<dyn EpochRepo + '_>;
    /// Addresses that have ended.
    fn purges(&mut self) -> Box<dyn PurgeRepo + '_>;
    /// Cases of drills.
    fn drills(&mut self) -> Box<dyn DrillRepo + '_>;
    /// Repair cases.
    fn repairs(&mut self) -> Box<dyn RepairRepo + '_>;
    /// Repair cases' history, intake, quotes and work.
    fn repair_records(&mut self) -> Box<dyn RepairRecordRepo + '_>;
    /// Repair cases' work log.
    fn repair_work(&mut self) -> Box<dyn RepairWorkRepo + '_>;
    /// Repair cases' parcels.
    fn shipments(&mut self) -> Box<dyn ShipmentRepo + '_>;
    /// What people ask for of their rights.
    fn privacy_requests(&mut self) -> Box<dyn PrivacyRequestRepo + '_>;
    /// What is stored of a person, to be erased.
    fn erasures(&mut self) -> Box<dyn ErasureRepo + '_>;
    /// What an erasure ends.
    fn forgets(&mut self) -> Box<dyn ForgetRepo + '_>;
    /// To whom personal data was handed.
    fn disclosures(&mut self) -> Box<dyn DisclosureRepo + '_>;
    /// What people have written into repair cases.
    fn repair_texts(&mut self) -> Box<dyn RepairTextRepo + '_>;
    /// Units of repair cases that took the place of others.
    fn repair_exchanges(&mut self) -> Box<dyn RepairExchangeRepo + '_>;
    /// Notices of devices that nobody claims.
    fn repair_notices(&mut self) -> Box<dyn RepairNoticeRepo + '_>;
    /// What all repairs go by.
    fn repair_terms(&mut self) -> Box<dyn RepairTermsRepo + '_>;
    /// Parcels that came without a number.
    fn parcels(&mut self) -> Box<dyn ParcelRepo + '_>;
    /// What pays for repairs.
    fn coverage(&mut self) -> Box<dyn CoverageRepo + '_>;
    /// Facts for the reports.
    fn reports(&mut self) -> Box<dyn ReportRepo + '_>;
    /// Background work and outgoing mail.
    fn jobs(&mut self) -> Box<dyn JobRepo + '_>;
    /// Jobs and workers, to be looked at.
    fn job_records(&mut self) -> Box<dyn JobRecordRepo + '_>;
    /// Counts of attempts.
    fn throttles(&mut self) -> Box<dyn ThrottleRepo + '_>;
    /// Recurring work.
    fn schedule(&mut self) -> Box<dyn ScheduleRepo + '_>;
    /// Remembered requests.
    fn idempotency(&mut self) -> Box<dyn IdempotencyRepo + '_>;
    /// API tokens.
    fn api_tokens(&mut self) -> Box<dyn ApiTokenRepo + '_>;
    /// Second factors.
    fn second_factors(&mut self) -> Box<dyn SecondFactorRepo + '_>;
    /// What roles must do, and who has done it.
    fn requirements(&mut self) -> Box<dyn RequirementRepo + '_>;
    /// What is done to the desk's own people.
    fn staff(&mut self) -> Box<dyn StaffRepo + '_>;
    /// When people proved anew who they are.
    fn step_ups(&mut self) -> Box<dyn StepUpRepo + '_>;
    /// Who did what.
    fn audit(&mut self) -> Box<dyn AuditRepo + '_>;
    /// The installation.
    fn instance(&mut self) -> Box<dyn InstanceRepo + '_>;

    /// Remembers which rows are locked, for [`Tx::release_locks`].
    async fn mark_locks(&mut self) -> Result<()>;
    /// Gives back the locks taken since [`Tx::mark_locks`]; nothing may have been written since. Whoever finds
    /// that they wait for the wrong row, and kept its lock while waiting for the right one, may wait in a circle.
    async fn release_locks(&mut self) -> Result<()>;

    /// Makes the changes durable. Returns only when they are on disk.
    async fn commit(self: Box<Self>) -> Result<()>;
}
