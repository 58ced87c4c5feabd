use std::time::Duration;

use axum::extract::State;
use domain::{
    Error,
    id::{AccountId, JobId},
    identity::{Account, Permission},
    mail::{DeliveryError, Letter, LetterContent},
    throttle::{Act, Attempt},
};
use serde::Serialize;
use tokio::time::timeout;
use utoipa::ToSchema;

use crate::{App, auth::Caller, problem::Problem, v1::answer::Answer};

/// How long the mail server may take.
const PATIENCE: Duration = Duration::from_secs(20);

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
    let subject = account.id.to_string();
    app.count(&cx, &Attempt::new(Act::TestMail, &subject, None)).await?;
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
