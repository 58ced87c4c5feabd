//! Devices that nobody claims: notices with their proof, and the second person who agrees that a device goes.

use async_trait::async_trait;
use chrono::Duration;

use super::{CaseText, Letter, Mover, Need, Repair, State, advance::allowed, view::find_version};
use crate::{
    Ctx,
    clock::Timestamp,
    error::{Conflict, Denied, Result},
    id::{AccountId, JobId, RepairId},
    job::JobRequest,
    mail::MailOrder,
    store::Tx,
    ticket::named_enum,
};

/// How often, and how far apart, a customer is given notice before a device may go. A case keeps the plan with which
/// it became unclaimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoticePlan {
    /// How many notices.
    pub count: i32,
    /// How many days each of them stands.
    pub days: i32,
    /// How many days the device stays at least once nobody claims it.
    pub minimum_days: i32,
}

impl Default for NoticePlan {
    /// Three notices over 90 days.
    fn default() -> Self {
        Self { count: 3, days: 30, minimum_days: 0 }
    }
}

impl NoticePlan {
    /// How long all notices stand together; the device stays no shorter than it has to.
    pub fn lasts(self) -> Duration {
        let notices = i64::from(self.count) * i64::from(self.days);
        Duration::days(notices.max(self.minimum_days.into()))
    }
}

named_enum! {
    /// How a notice was given.
    NoticeWay {
        /// By mail, by the desk itself.
        Mail => "mail",
        /// By a letter, by hand.
        Letter => "letter",
        /// By telephone.
        Phone => "phone",
    }
}

/// A notice that was given: immutable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Counts the case's notices, from 1. Given by the store; 0 until then.
    pub seq: i32,
    /// How.
    pub way: NoticeWay,
    /// What proves it, such as the number of a registered letter.
    pub proof: Option<CaseText>,
    /// Who gave it; `None`: time had passed.
    pub by: Option<AccountId>,
    /// When.
    pub at: Timestamp,
    /// Which job's mail gives it, if one does.
    pub mail: Option<JobId>,
    /// When the mail server took that.
    pub handed_over_at: Option<Timestamp>,
}

impl Notice {
    /// Since when it stands: a mail once the mail server has taken it, so that one that nobody took is no notice.
    pub fn stands_since(&self) -> Option<Timestamp> {
        if self.mail.is_some() { self.handed_over_at } else { Some(self.at) }
    }
}

/// Notices in the store.
#[async_trait]
pub trait RepairNoticeRepo: Send {
    /// Adds a notice; its `seq` is given by the store. Who adds holds the case.
    async fn add(&mut self, repair: RepairId, notice: &Notice) -> Result<()>;
    /// The mail server has taken the mail of a notice; the first time counts.
    async fn hand_over(&mut self, repair: RepairId, mail: JobId, at: Timestamp) -> Result<()>;
    /// All of a case, oldest first.
    async fn list(&mut self, repair: RepairId) -> Result<Vec<Notice>>;
}

/// How notice is given of a case's device: as is said of the country that it would go to, or else of where the
/// customer lives.
pub(super) async fn plan(tx: &mut dyn Tx, case: &Repair) -> Result<NoticePlan> {
    let mut country = case.destination.country.clone();
    if country.is_none()
        && let Some(requester) = case.requester
    {
        let account = tx.accounts().find(requester).await?;
        let lives_in = account.and_then(|account| account.contact.country);
        country = lives_in.map(|country| country.as_str().to_owned());
    }
    Ok(tx.repair_terms().get().await?.notice_plan(country.as_deref()))
}

/// Whether all notices were given, and their time is over.
pub(super) async fn is_over(tx: &mut dyn Tx, cx: &Ctx, case: &Repair) -> Result<bool> {
    let notices = tx.repair_notices().list(case.id).await?;
    Ok(case.disposable_at(&notices).is_some_and(|at| at <= cx.now()))
}

/// The desk gives notice by itself, if there is anybody to write to.
pub(super) async fn write(tx: &mut dyn Tx, cx: &Ctx, case: &Repair, letter: Letter) -> Result<()> {
    if case.requester.is_none() || case.ticket.is_none() {
        return Ok(());
    }
    let mail = JobRequest::send_mail(cx, MailOrder::Repair { repair: case.id, letter });
    let notice = Notice {
        seq: 0,
        way: NoticeWay::Mail,
        proof: None,
        by: cx.actor().account(),
        at: cx.now(),
        mail: Some(mail.id),
        handed_over_at: None,
    };
    tx.repair_notices().add(case.id, &notice).await?;
    tx.jobs().enqueue(mail).await
}

/// The mail server has taken a letter about a case: if that gives notice, the notice stands from now on.
pub async fn handed_over(tx: &mut dyn Tx, cx: &Ctx, repair: RepairId, mail: JobId) -> Result<()> {
    tx.repair_notices().hand_over(repair, mail, cx.now()).await
}

/// Records a notice that was given by hand, with its proof.
pub async fn add_notice(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: RepairId,
    way: NoticeWay,
    proof: CaseText,
) -> Result<Repair> {
    let case = find_unclaimed(tx, cx, id, None).await?;
    let notice = Notice {
        seq: 0,
        way,
        proof: Some(proof),
        by: cx.actor().account(),
        at: cx.now(),
        mail: None,
        handed_over_at: None,
    };
    tx.repair_notices().add(case.id, &notice).await?;
    Ok(case)
}

/// Agrees that a device which nobody claims goes, once all notices have stood for their time. A lead, who is someone else, then closes the case.
pub async fn confirm_disposal(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: RepairId,
    expected: Option<i64>,
) -> Result<Repair> {
    let mut case = find_unclaimed(tx, cx, id, expected).await?;
    if !is_over(tx, cx, &case).await? {
        let missing = vec![Need::NoticeOver.name()];
        return Err(Conflict::RepairNotReady { missing, allowed: allowed(cx, &case) }.into());
    }
    if case.disposal_confirmed_by == cx.actor().account() {
        return Ok(case);
    }
    case.disposal_confirmed_by = cx.actor().account();
    case.count_hidden_change(cx.now());
    tx.repairs().update(&case).await?;
    Ok(case)
}

async fn find_unclaimed(tx: &mut dyn Tx, cx: &Ctx, id: RepairId, expected: Option<i64>) -> Result<Repair> {
    let case = find_version(tx, cx, id, expected).await?;
    let works = [Mover::Agent, Mover::Technician, Mover::Logistics, Mover::Lead];
    if !works.iter().any(|mover| mover.is(cx.actor(), case.requester)) {
        return Err(Denied::MissingPermission.into());
    }
    if case.state == State::Unclaimed { Ok(case) } else { Err(Conflict::RepairClaimed.into()) }
}
