use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use axum::extract::State;
use domain::{
    Error,
    clock::Timestamp,
    id::{AccountId, JobId},
    identity::{Account, Permission},
    mail::{DeliveryError, Letter, LetterContent},
};
use serde::Serialize;
use tokio::time::timeout;
use utoipa::ToSchema;

use crate::{
    App,
    auth::Caller,
    problem::{Problem, ProblemCode},
    v1::answer::Answer,
};

/// How long a caller waits between two test letters.
const PAUSE: chrono::Duration = chrono::Duration::seconds(30);
/// How long the mail server may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// When each caller has asked last.
#[derive(Default)]
pub(crate) struct TestMails(Mutex<HashMap<AccountId, Timestamp>>);

impl TestMails {
    /// Fails with the time to wait.
    fn ask(&self, account: AccountId, now: Timestamp) -> Result<(), Duration> {
        let mut asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        asked.retain(|_, at| now < *at + PAUSE);
        if let Some(at) = asked.get(&account) {
            return Err((*at + PAUSE - now).to_std().unwrap_or_default());
        }
        asked.insert(account, now);
        Ok(())
    }
}

/// How the test letter went.
#[derive(Serialize, ToSchema)]
pub(super) struct TestMailResult {
    /// `accepted`: the mail server has taken the letter. `delayed`: it is away, busy or too slow; letters
    /// wait and are tried again. `refused`: it does not take it. The server's log says more.
    #[schema(value_type = String, example = "accepted")]
    outcome: &'static str,
}

/// Send a test letter
///
/// To the caller's own address, at once and past the queue, so that the answer tells how it went.
/// Once in 30 seconds.
#[utoipa::path(
    post,
    path = "/mail/test",
    operation_id = "sendTestMail",
    tag = "System",
    responses((status = 200, description = "How it went.", body = TestMailResult))
)]
pub(super) async fn send_test_mail(
    State(app): State<App>,
    Caller(actor): Caller,
) -> Result<Answer<TestMailResult>, Problem> {
    let cx = app.ctx(actor);
    cx.actor().require(Permission::SystemManage)?;
    let account = own_account(&app, cx.actor().account()).await?;
    app.test_mails().ask(account.id, cx.now()).map_err(too_soon)?;
    let letter = Letter {
        id: JobId::new(&cx),
        name: account.name,
        address: account.email,
        language: account.language,
        content: LetterContent::Test,
    };
    let outcome = match timeout(PATIENCE, app.mailer().deliver(&letter)).await {
        Ok(Ok(())) => "accepted",
        Ok(Err(DeliveryError::Permanent)) => "refused",
        Ok(Err(DeliveryError::Temporary)) | Err(_) => "delayed",
    };
    Ok(Answer::ok(TestMailResult { outcome }))
}

async fn own_account(app: &App, id: Option<AccountId>) -> Result<Account, Error> {
    let id = id.ok_or(Error::NotFound("account"))?;
    let mut tx = app.store().read().await?;
    let account = tx.accounts().find(id).await?;
    account.ok_or(Error::NotFound("account"))
}

fn too_soon(wait: Duration) -> Problem {
    Problem::new(ProblemCode::TooManyRequests)
        .detail("a test letter can be sent once in 30 seconds")
        .retry_after(wait + Duration::from_secs(1))
}
