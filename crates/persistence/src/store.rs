use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use domain::{
    Error, Result,
    access::{ApiTokenRepo, RequirementRepo, SecondFactorRepo, StepUpRepo},
    address::AddressLinkRepo,
    attachment::AttachmentRepo,
    audit::AuditRepo,
    bulk::BulkRepo,
    coverage::CoverageRepo,
    device::{DeviceEventRepo, DeviceRepo, ProductRepo},
    disclosure::DisclosureRepo,
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
    store::{Store, Tx},
    team::TeamRepo,
    throttle::ThrottleRepo,
    ticket::{
        DeletionRepo, DraftRepo, EventRepo, InvitationRepo, LinkRepo, MergeRepo, MessageRepo,
        ParticipantRepo, QueueRepo, RecipientRepo, TagRenameRepo, TagRepo, TicketRepo,
    },
    vault::{AccessRepo, AddressRepo, DrillRepo, EpochRepo, PurgeRepo},
    view::ViewRepo,
};
use sea_orm::{DatabaseConnection, DbBackend, TransactionTrait};

use crate::{
    access::{ApiTokens, Requirements, SecondFactors, StepUps},
    address::AddressLinks,
    attachment::Attachments,
    audit::Audit,
    bulk::Bulks,
    conn::{Conn, OVERDUE, SPOILED},
    coverage::Coverages,
    device::{DeviceEvents, Devices, Products},
    dialect,
    disclosure::Disclosures,
    error::{OrStoreError, StoreFailure, unavailable},
    group::{GroupWriter, Turn},
    identity::{Accounts, Codes, EmailChanges, Idempotency, Instance, Sessions, Staff},
    job::{Jobs, Schedule},
    job_record::JobRecords,
    live::{Feed, Presences},
    macros::Macros,
    measure,
    parcel::Parcels,
    privacy::{Erasures, Forgets, PrivacyRequests},
    repair::{RepairExchanges, RepairNotices, RepairRecords, RepairTexts, RepairWork, Repairs, Terms},
    report::Reports,
    search::Search,
    shipment::Shipments,
    team::Teams,
    throttle::Throttles,
    ticket::{
        Deletions, Drafts, Events, Invitations, Links, Merges, Messages, Participants, Queue, Recipients,
        TagRenames, Tags, Tickets,
    },
    vault::{Accesses, Addresses, Drills, Epochs, Purges},
    view::Views,
};

/// The store on an SQL database.
#[derive(Clone)]
pub struct SqlStore {
    writer: Writer,
    reader: DatabaseConnection,
}

#[derive(Clone)]
enum Writer {
    /// SQLite: one connection, commits shared.
    Grouped(Arc<GroupWriter>),
    /// PostgreSQL: a pool; the server groups commits itself.
    Pool(DatabaseConnection),
}

impl SqlStore {
    pub(crate) fn new(writer: DatabaseConnection, reader: DatabaseConnection, turn: Duration) -> Self {
        let writer = if writer.get_database_backend() == DbBackend::Sqlite {
            Writer::Grouped(Arc::new(GroupWriter::start(writer, turn)))
        } else {
            Writer::Pool(writer)
        };
        Self { writer, reader }
    }
}

#[async_trait]
impl Store for SqlStore {
    async fn begin(&self) -> Result<Box<dyn Tx>> {
        let asked = Instant::now();
        let (conn, end) = match &self.writer {
            Writer::Grouped(group) => {
                let turn = group.turn().await?;
                (turn.conn.clone(), End::Group(turn))
            }
            Writer::Pool(pool) => {
                measure::asked();
                let transaction = pool.begin().await.or_store_error()?;
                (Conn::new(transaction, true), End::Own)
            }
        };
        measure::waited("write", asked);
        Ok(Box::new(SqlTx { conn, end }))
    }

    async fn read(&self) -> Result<Box<dyn Tx>> {
        let asked = Instant::now();
        measure::asked();
        let transaction = self.reader.begin().await.or_store_error()?;
        measure::waited("read", asked);
        Ok(Box::new(SqlTx { conn: Conn::new(transaction, false), end: End::Own }))
    }

    async fn glance(&self) -> Result<Box<dyn Tx>> {
        Ok(Box::new(SqlTx { conn: Conn::without_transaction(self.reader.clone()), end: End::Own }))
    }

    fn measure(&self) {
        measure::pool("read", &self.reader);
        if let Writer::Pool(pool) = &self.writer {
            measure::pool("write", pool);
        }
    }
}

struct SqlTx {
    conn: Conn,
    end: End,
}

/// Who ends the transaction.
enum End {
    Group(Turn),
    Own,
}

#[async_trait]
impl Tx for SqlTx {
    fn accounts(&mut self) -> Box<dyn AccountRepo + '_> {
        Box::new(Accounts { db: &self.conn })
    }

    fn codes(&mut self) -> Box<dyn CodeRepo + '_> {
        Box::new(Codes { db: &self.conn })
    }

    fn email_changes(&mut self) -> Box<dyn EmailChangeRepo + '_> {
        Box::new(EmailChanges { db: &self.conn })
    }

    fn sessions(&mut self) -> Box<dyn SessionRepo + '_> {
        Box::new(Sessions { db: &self.conn })
    }

    fn tickets(&mut self) -> Box<dyn TicketRepo + '_> {
        Box::new(Tickets { db: &self.conn })
    }

    fn queue(&mut self) -> Box<dyn QueueRepo + '_> {
        Box::new(Queue { db: &self.conn })
    }

    fn teams(&mut self) -> Box<dyn TeamRepo + '_> {
        Box::new(Teams { db: &self.conn })
    }

    fn views(&mut self) -> Box<dyn ViewRepo + '_> {
        Box::new(Views { db: &self.conn })
    }

    fn macros(&mut self) -> Box<dyn MacroRepo + '_> {
        Box::new(Macros { db: &self.conn })
    }

    fn bulks(&mut self) -> Box<dyn BulkRepo + '_> {
        Box::new(Bulks { db: &self.conn })
    }

    fn deletions(&mut self) -> Box<dyn DeletionRepo + '_> {
        Box::new(Deletions { db: &self.conn })
    }

    fn tags(&mut self) -> Box<dyn TagRepo + '_> {
        Box::new(Tags { db: &self.conn })
    }

    fn tag_renames(&mut self) -> Box<dyn TagRenameRepo + '_> {
        Box::new(TagRenames { db: &self.conn })
    }

    fn messages(&mut self) -> Box<dyn MessageRepo + '_> {
        Box::new(Messages { db: &self.conn })
    }

    fn drafts(&mut self) -> Box<dyn DraftRepo + '_> {
        Box::new(Drafts { db: &self.conn })
    }

    fn participants(&mut self) -> Box<dyn ParticipantRepo + '_> {
        Box::new(Participants { db: &self.conn })
    }

    fn recipients(&mut self) -> Box<dyn RecipientRepo + '_> {
        Box::new(Recipients { db: &self.conn })
    }

    fn invitations(&mut self) -> Box<dyn InvitationRepo + '_> {
        Box::new(Invitations { db: &self.conn })
    }

    fn attachments(&mut self) -> Box<dyn AttachmentRepo + '_> {
        Box::new(Attachments { db: &self.conn })
    }

    fn events(&mut self) -> Box<dyn EventRepo + '_> {
        Box::new(Events { db: &self.conn })
    }

    fn feed(&mut self) -> Box<dyn FeedRepo + '_> {
        Box::new(Feed { db: &self.conn })
    }

    fn presence(&mut self) -> Box<dyn PresenceRepo + '_> {
        Box::new(Presences { db: &self.conn })
    }

    fn merges(&mut self) -> Box<dyn MergeRepo + '_> {
        Box::new(Merges { db: &self.conn })
    }

    fn links(&mut self) -> Box<dyn LinkRepo + '_> {
        Box::new(Links { db: &self.conn })
    }

    fn search(&mut self) -> Box<dyn SearchRepo + '_> {
        Box::new(Search { db: &self.conn })
    }

    fn products(&mut self) -> Box<dyn ProductRepo + '_> {
        Box::new(Products { db: &self.conn })
    }

    fn devices(&mut self) -> Box<dyn DeviceRepo + '_> {
        Box::new(Devices { db: &self.conn })
    }

    fn device_events(&mut self) -> Box<dyn DeviceEventRepo + '_> {
        Box::new(DeviceEvents { db: &self.conn })
    }

    fn addresses(&mut self) -> Box<dyn AddressRepo + '_> {
        Box::new(Addresses { db: &self.conn })
    }

    fn address_links(&mut self) -> Box<dyn AddressLinkRepo + '_> {
        Box::new(AddressLinks { db: &self.conn })
    }

    fn address_accesses(&mut self) -> Box<dyn AccessRepo + '_> {
        Box::new(Accesses { db: &self.conn })
    }

    fn epochs(&mut self) -> Box<dyn EpochRepo + '_> {
        Box::new(Epochs { db: &self.conn })
    }

    fn purges(&mut self) -> Box<dyn PurgeRepo + '_> {
        Box::new(Purges { db: &self.conn })
    }

    fn drills(&mut self) -> Box<dyn DrillRepo + '_> {
        Box::new(Drills { db: &self.conn })
    }

    fn repairs(&mut self) -> Box<dyn RepairRepo + '_> {
        Box::new(Repairs { db: &self.conn })
    }

    fn repair_records(&mut self) -> Box<dyn RepairRecordRepo + '_> {
        Box::new(RepairRecords { db: &self.conn })
    }

    fn repair_texts(&mut self) -> Box<dyn RepairTextRepo + '_> {
        Box::new(RepairTexts { db: &self.conn })
    }

    fn repair_work(&mut self) -> Box<dyn RepairWorkRepo + '_> {
        Box::new(RepairWork { db: &self.conn })
    }

    fn shipments(&mut self) -> Box<dyn ShipmentRepo + '_> {
        Box::new(Shipments { db: &self.conn })
    }

    fn privacy_requests(&mut self) -> Box<dyn PrivacyRequestRepo + '_> {
        Box::new(PrivacyRequests { db: &self.conn })
    }

    fn erasures(&mut self) -> Box<dyn ErasureRepo + '_> {
        Box::new(Erasures { db: &self.conn })
    }

    fn forgets(&mut self) -> Box<dyn ForgetRepo + '_> {
        Box::new(Forgets { db: &self.conn })
    }

    fn disclosures(&mut self) -> Box<dyn DisclosureRepo + '_> {
        Box::new(Disclosures { db: &self.conn })
    }

    fn repair_exchanges(&mut self) -> Box<dyn RepairExchangeRepo + '_> {
        Box::new(RepairExchanges { db: &self.conn })
    }

    fn repair_notices(&mut self) -> Box<dyn RepairNoticeRepo + '_> {
        Box::new(RepairNotices { db: &self.conn })
    }

    fn repair_terms(&mut self) -> Box<dyn RepairTermsRepo + '_> {
        Box::new(Terms { db: &self.conn })
    }

    fn parcels(&mut self) -> Box<dyn ParcelRepo + '_> {
        Box::new(Parcels { db: &self.conn })
    }

    fn coverage(&mut self) -> Box<dyn CoverageRepo + '_> {
        Box::new(Coverages { db: &self.conn })
    }

    fn jobs(&mut self) -> Box<dyn JobRepo + '_> {
        Box::new(Jobs { db: &self.conn })
    }

    fn job_records(&mut self) -> Box<dyn JobRecordRepo + '_> {
        Box::new(JobRecords { db: &self.conn })
    }

    fn reports(&mut self) -> Box<dyn ReportRepo + '_> {
        Box::new(Reports { db: &self.conn })
    }

    fn throttles(&mut self) -> Box<dyn ThrottleRepo + '_> {
        Box::new(Throttles { db: &self.conn })
    }

    fn schedule(&mut self) -> Box<dyn ScheduleRepo + '_> {
        Box::new(Schedule { db: &self.conn })
    }

    fn idempotency(&mut self) -> Box<dyn IdempotencyRepo + '_> {
        Box::new(Idempotency { db: &self.conn })
    }

    fn api_tokens(&mut self) -> Box<dyn ApiTokenRepo + '_> {
        Box::new(ApiTokens { db: &self.conn })
    }

    fn second_factors(&mut self) -> Box<dyn SecondFactorRepo + '_> {
        Box::new(SecondFactors { db: &self.conn })
    }

    fn requirements(&mut self) -> Box<dyn RequirementRepo + '_> {
        Box::new(Requirements { db: &self.conn })
    }

    fn staff(&mut self) -> Box<dyn StaffRepo + '_> {
        Box::new(Staff { db: &self.conn })
    }

    fn step_ups(&mut self) -> Box<dyn StepUpRepo + '_> {
        Box::new(StepUps { db: &self.conn })
    }

    fn audit(&mut self) -> Box<dyn AuditRepo + '_> {
        Box::new(Audit { db: &self.conn })
    }

    fn instance(&mut self) -> Box<dyn InstanceRepo + '_> {
        Box::new(Instance { db: &self.conn })
    }

    async fn mark_locks(&mut self) -> Result<()> {
        dialect::mark_locks(&self.conn).await
    }

    async fn release_locks(&mut self) -> Result<()> {
        dialect::release_locks(&self.conn).await
    }

    async fn commit(self: Box<Self>) -> Result<()> {
        if self.conn.is_spoiled() {
            return Err(Error::internal(StoreFailure::new(SPOILED)));
        }
        self.conn.store_waiting().await.or_store_error()?;
        match self.end {
            End::Group(turn) => turn.commit().await,
            End::Own => match self.conn.take().await {
                Some(transaction) => {
                    measure::asked();
                    transaction.commit().await.or_store_error()
                }
                None => Err(unavailable(OVERDUE)),
            },
        }
    }
}
