use domain::{id::AccountId, privacy, store::Tx};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    problem::Problem,
    timestamp::Timestamp,
    v1::repair::{RepairState, mirror},
};

mirror! {
    /// What a person asks for.
    PrivacyRequestKind of privacy::RequestKind {
        /// That the account is erased (GDPR, Article 17).
        Erasure,
    }
}

mirror! {
    /// What becomes of repairs that are open when an account is to be erased.
    ErasureRepairs of privacy::OpenRepairs {
        /// They are finished first.
        Finish,
        /// What has not begun is called off; a device on its way to the desk or on the bench waits to be picked up.
        Stop,
    }
}

mirror! {
    /// Where a request stands.
    PrivacyRequestState of privacy::RequestState {
        /// For repairs to end.
        Waiting,
        /// It is being carried out: nobody can stop it.
        Running,
        /// It is carried out.
        Done,
        /// The person took it back.
        Withdrawn,
    }
}

/// A repair that is to end before the account is erased.
#[derive(Serialize, ToSchema)]
pub(super) struct ErasureRepair {
    /// Which.
    repair_id: Uuid,
    /// What stands on the parcel.
    rma_number: String,
    /// Where it stands.
    state: RepairState,
}

impl ErasureRepair {
    pub(super) fn show(case: &privacy::OpenCase) -> Self {
        Self {
            repair_id: case.id.as_uuid(),
            rma_number: case.rma_number.as_str().to_owned(),
            state: case.state.as_seen_by_requester().into(),
        }
    }
}

/// What was erased, in numbers.
#[derive(Serialize, ToSchema)]
pub(super) struct ErasedFigures {
    /// Tickets, of which number, labels, states and times stay.
    #[schema(minimum = 0)]
    tickets: i64,
    /// Messages, in them and in tickets of others.
    #[schema(minimum = 0)]
    messages: i64,
    /// Files.
    #[schema(minimum = 0)]
    files: i64,
    /// Registrations of devices.
    #[schema(minimum = 0)]
    devices: i64,
    /// Repairs, of which product, states, times and country stay.
    #[schema(minimum = 0)]
    repairs: i64,
    /// Of those, the ones whose quotes stay because a law wants it.
    #[schema(minimum = 0)]
    kept_quotes: i64,
}

/// What a person has asked for of their rights.
#[derive(Serialize, ToSchema)]
pub(super) struct PrivacyRequest {
    /// Stable id.
    id: Uuid,
    /// What for.
    kind: PrivacyRequestKind,
    /// What becomes of repairs that are open.
    repairs: ErasureRepairs,
    /// Where it stands.
    state: PrivacyRequestState,
    /// When it came.
    requested_at: Timestamp,
    /// By when it is to be answered: one month later (GDPR, Article 12(3)).
    due_at: Timestamp,
    /// When it was over.
    #[schema(required)]
    ended_at: Option<Timestamp>,
    /// Repairs that are to end first, while it waits.
    waits_for: Vec<ErasureRepair>,
    /// What was erased so far.
    erased: ErasedFigures,
    /// Whose account. Only for who answers for privacy; `null` once it is erased.
    #[schema(required)]
    account_id: Option<Uuid>,
    /// Counts changes: the ETag.
    #[serde(skip)]
    version: i64,
}

impl PrivacyRequest {
    /// Shows requests with what they wait for, by one statement.
    pub(super) async fn show_all(
        tx: &mut dyn Tx,
        requests: Vec<privacy::PrivacyRequest>,
        to_officer: bool,
    ) -> Result<Vec<Self>, Problem> {
        let waiting = requests.iter().filter(|request| request.state == privacy::RequestState::Waiting);
        let accounts: Vec<_> = waiting.filter_map(|request| request.account).collect();
        let cases = tx.erasures().open_cases(&accounts).await?;
        Ok(requests.into_iter().map(|request| Self::with(&request, &cases, to_officer)).collect())
    }

    /// The same of one.
    pub(super) async fn show(
        tx: &mut dyn Tx,
        request: privacy::PrivacyRequest,
        to_officer: bool,
    ) -> Result<Self, Problem> {
        let account = request.account.filter(|_| request.state == privacy::RequestState::Waiting);
        let cases = tx.erasures().open_cases(account.as_slice()).await?;
        Ok(Self::with(&request, &cases, to_officer))
    }

    fn with(request: &privacy::PrivacyRequest, cases: &[privacy::OpenCase], to_officer: bool) -> Self {
        let privacy::PrivacyRequest {
            id,
            kind,
            account,
            repairs,
            state,
            requested_at,
            due_at,
            ended_at,
            erased,
            told_at: _,
            telling_until: _,
            version,
        } = *request;
        let is_waited_for = |case: &&privacy::OpenCase| {
            state == privacy::RequestState::Waiting && Some(case.account) == account
        };
        let privacy::Figures { tickets, messages, files, devices, repairs: of_repairs, kept_quotes } = erased;
        Self {
            id: id.as_uuid(),
            kind: kind.into(),
            repairs: repairs.into(),
            state: state.into(),
            requested_at: requested_at.into(),
            due_at: due_at.into(),
            ended_at: ended_at.map(Into::into),
            waits_for: cases.iter().filter(is_waited_for).map(ErasureRepair::show).collect(),
            erased: ErasedFigures { tickets, messages, files, devices, repairs: of_repairs, kept_quotes },
            account_id: account.filter(|_| to_officer).map(AccountId::as_uuid),
            version,
        }
    }

    pub(super) const fn version(&self) -> i64 {
        self.version
    }
}
