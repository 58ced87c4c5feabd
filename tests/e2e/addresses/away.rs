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

/// One that takes requests and answers none: whoever needs a key waits a while and is refused, and nobody else
/// waits.
async fn hangs(engine: Engine) {
    let database = TestDatabase::create(engine).await;
    let directory = database.directory.path().to_owned();
    let socket = directory.join("keyholder.sock");
    let random = || std::sync::Arc::new(domain::random::SystemSource::new());
    let (away, over) = (CancellationToken::new(), CancellationToken::new());
    let (back, closed) = (CancellationToken::new(), CancellationToken::new());
    let holding = async {
        kit::vault::hold(&directory, random(), away.cancelled()).await;
        let hanging = tokio::net::UnixListener::bind(&socket).unwrap();
        closed.cancel();
        back.cancelled().await;
        drop(hanging);
        std::fs::remove_file(&socket).unwrap();
        kit::vault::hold(&directory, random(), over.cancelled()).await;
    };
    let story = async {
        let app = TestApp::with_keyholder(database, &socket).await;
        let case = Case::in_state(&app, "ready_to_ship").await;
        case.given().await;
        away.cancel();
        closed.cancelled().await;
        let path = case.address();
        let mut waiting = std::pin::pin!(case.ann.get(&path));
        let others = async {
            case.ann.get(&case.path()).await.expect(200);
            case.ann.replies(&case.ticket, "Where is it?").await;
            app.run_jobs().await;
        };
        tokio::select! {
            biased;
            answer = &mut waiting => panic!("the keyholder answers: {}", answer.json),
            () = others => {}
        }
        waiting.await.expect_problem(503, "keys_unavailable");
        is_without_addresses(&case).await;
        app.run_jobs().await;
        back.cancel();
        while case.ann.get(&path).await.status != 200 {
            tokio::task::yield_now().await;
        }
        over.cancel();
    };
    tokio::join!(holding, story);
}

#[tokio::test]
async fn hangs_on_sqlite() {
    hangs(Engine::Sqlite).await;
}

#[tokio::test]
async fn hangs_on_postgres() {
    hangs(Engine::Postgres).await;
}

#[tokio::test]
async fn on_sqlite() {
    goes_and_comes_back(Engine::Sqlite).await;
}

#[tokio::test]
async fn on_postgres() {
    goes_and_comes_back(Engine::Postgres).await;
}
