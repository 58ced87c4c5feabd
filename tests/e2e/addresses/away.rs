//! A keyholder that is away takes addresses with it, and nothing else.

use kit::{Engine, TestDatabase};
use tokio_util::sync::CancellationToken;

use super::*;

async fn goes_and_comes_back(engine: Engine) {
    let database = TestDatabase::create(engine).await;
    let directory = database.directory.path().to_owned();
    let random = || std::sync::Arc::new(domain::random::SystemSource::new());
    let (away, over) = (CancellationToken::new(), CancellationToken::new());
    let (back, closed) = (CancellationToken::new(), CancellationToken::new());
    let holding = async {
        kit::vault::hold(&directory, random(), away.cancelled()).await;
        closed.cancel();
        back.cancelled().await;
        kit::vault::hold(&directory, random(), over.cancelled()).await;
    };
    let story = async {
        let app = TestApp::with_keyholder(database, &directory.join("keyholder.sock")).await;
        let case = Case::in_state(&app, "ready_to_ship").await;
        case.given().await;
        away.cancel();
        closed.cancelled().await;
        is_without_addresses(&case).await;
        app.run_jobs().await;
        app.visitor().get("/readyz").await.expect(200);
        back.cancel();
        // It is asked again after a moment.
        while case.ann.get(&case.address()).await.status != 200 {
            tokio::task::yield_now().await;
        }
        case.gives(&case.ann, "*", &address()).await.expect(200);
        case.reveals(&case.lou, json!({ "purpose": "label" })).await.expect(200);
        case.closes().await;
        app.run_jobs().await;
        let receipt = case.receipt().await;
        assert!(receipt.iter().all(|end| !end["ledger_entry"].is_null()), "{receipt:?}");
        over.cancel();
    };
    tokio::join!(holding, story);
}

/// What needs a key is answered so, and what needs none goes on.
async fn is_without_addresses(case: &Case) {
    let refused = [
        case.ann.get(&case.address()).await,
        case.gives(&case.ann, "*", &address()).await,
        case.reveals(&case.lou, json!({ "purpose": "label" })).await,
        case.ann.with("if-match", "*").send(Method::DELETE, &case.address(), "").await,
    ];
    for answer in refused {
        let answer = answer.expect_problem(503, "keys_unavailable");
        let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
        assert!(wait > 0);
    }
    let wrong = json!({ "country": "DE" });
    case.gives(&case.ann, "*", &wrong).await.expect(422);
    case.reveals(&case.tom, json!({ "purpose": "label" })).await.expect(403);
    case.ann.get(&case.path()).await.expect(200);
    case.accesses(&case.ann).await;
    case.receipt().await;
    case.ann.replies(&case.ticket, "Where is it?").await;
    case.lou.post(&format!("{}/requests", case.address()), &Value::Null).await.expect(202);
}

#[tokio::test]
async fn on_sqlite() {
    goes_and_comes_back(Engine::Sqlite).await;
}

#[tokio::test]
async fn on_postgres() {
    goes_and_comes_back(Engine::Postgres).await;
}
