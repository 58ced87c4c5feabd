//! Where one is signed in, and how one ends it: here at once, elsewhere within five seconds.

use chrono::Duration;
use futures_util::FutureExt;
use kit::{Engine, PASSWORD, Person, TestApp, Visitor};
use serde_json::{Value, json};

const SESSIONS: &str = "/api/v1/me/sessions";
const ME: &str = "/api/v1/me";

async fn browser(app: &TestApp, person: &Person) -> Visitor {
    let credentials = json!({ "email": person.email, "password": PASSWORD });
    let reply = app.visitor().post("/api/v1/auth/session", &credentials).await.expect(200);
    let cookie = reply.header("set-cookie").unwrap();
    let cookie = cookie.split(';').next().unwrap();
    app.visitor().with("cookie", cookie).with("sec-fetch-site", "same-origin")
}

async fn sessions(visitor: &Visitor) -> Vec<Value> {
    visitor.get(SESSIONS).await.expect(200).json["items"].as_array().unwrap().clone()
}

fn path(session: &Value) -> String {
    format!("{SESSIONS}/{}", session["id"].as_str().unwrap())
}

kit::both_engines!(sessions_are_listed_with_no_more_than_is_needed, |app| {
    let ann = app.customer("ann").await;
    app.customer("bo").await;
    app.pass(Duration::minutes(3));
    let page = browser(&app, &ann).await.with("user-agent", "Ann's browser");
    let listed = sessions(&page).await;
    assert_eq!(listed.len(), 2);
    let names: Vec<_> = listed[1].as_object().unwrap().keys().cloned().collect();
    let mut expected = [
        "id",
        "kind",
        "current",
        "remembered",
        "created_at",
        "last_used_at",
        "idle_expires_at",
        "expires_at",
    ];
    expected.sort_unstable();
    assert_eq!(names, expected);
    let shown = |session: &Value| (session["kind"].clone(), session["current"].clone());
    assert_eq!(shown(&listed[0]), (json!("api"), json!(false)));
    assert_eq!(shown(&listed[1]), (json!("browser"), json!(true)));
    assert_eq!(listed[1]["last_used_at"], "2026-11-22T10:03:00.000Z");
    app.pass(Duration::minutes(10));
    page.get(ME).await.expect(200);
    assert_eq!(sessions(&page).await[1]["last_used_at"], "2026-11-22T10:13:00.000Z");
    assert_eq!(ann.refreshed().await.reads_all(SESSIONS, 1).await.len(), 2);
});

kit::both_engines!(one_session_is_ended_and_the_others_go_on, |app| {
    let ann = app.customer("ann").await;
    let page = browser(&app, &ann).await;
    let listed = sessions(&page).await;
    page.delete(&path(&listed[0])).await.expect(204);
    ann.get(ME).await.expect_problem(401, "unauthenticated");
    page.get(ME).await.expect(200);
    page.delete(&path(&listed[0])).await.expect_problem(404, "not_found");
    let reply = page.delete(&path(&listed[1])).await.expect(204);
    assert!(reply.header("set-cookie").unwrap().ends_with("Max-Age=0"));
    page.get(ME).await.expect_problem(401, "unauthenticated");
});

kit::both_engines!(anothers_session_is_not_there, |app| {
    let ann = app.customer("ann").await;
    let bo = app.customer("bo").await;
    let foreign = sessions(ann.client()).await[0].clone();
    bo.client().delete(&path(&foreign)).await.expect_problem(404, "not_found");
    ann.get(ME).await.expect(200);
});

kit::both_engines!(signing_out_everywhere_can_keep_the_current_session, |app| {
    let ann = app.customer("ann").await;
    let bo = app.customer("bo").await;
    let (page, other) = (browser(&app, &ann).await, browser(&app, &ann).await);
    for client in [ann.client(), &page, &other] {
        client.get(ME).await.expect(200);
    }
    page.delete(&format!("{SESSIONS}?keep_current=true")).await.expect(204);
    ann.get(ME).await.expect_problem(401, "unauthenticated");
    other.get(ME).await.expect_problem(401, "unauthenticated");
    assert_eq!(sessions(&page).await.len(), 1);
    page.delete(SESSIONS).await.expect(204);
    page.get(ME).await.expect_problem(401, "unauthenticated");
    bo.get(ME).await.expect(200);
    let refresh = json!({ "refresh_token": ann.refresh_token });
    app.visitor().post("/api/v1/auth/token/refresh", &refresh).await.expect_problem(401, "unauthenticated");
    bo.client()
        .delete(&format!("{SESSIONS}?keep_current=perhaps"))
        .await
        .expect_problem(400, "invalid_parameter");
});

kit::both_engines!(what_is_ended_on_one_server_ends_on_the_other_within_five_seconds, |app| {
    let ann = app.customer("ann").await;
    let page = browser(&app, &ann).await;
    let other = app.another_server().await;
    let (ann_there, page_there) = (ann.client().at(other.clone()), page.at(other));
    ann_there.get(ME).await.expect(200);
    page_there.get(ME).await.expect(200);
    app.pass(Duration::seconds(1));
    page.delete(SESSIONS).await.expect(204);
    app.pass(Duration::seconds(4));
    ann_there.get(ME).await.expect_problem(401, "unauthenticated");
    page_there.get(ME).await.expect_problem(401, "unauthenticated");
});

/// The writer's turns on SQLite say when a commit is under way.
#[tokio::test]
async fn a_session_is_ended_at_once_although_whoever_ends_it_goes_away() {
    let app = TestApp::start(Engine::Sqlite).await;
    let ann = app.customer("ann").await;
    ann.get(ME).await.expect(200);
    let before = app.store.begin().await.unwrap();
    let mut ending = Box::pin(ann.client().delete(SESSIONS));
    assert!(ending.as_mut().now_or_never().is_none(), "it waits for its turn");
    let mut behind = Box::pin(app.store.begin());
    assert!(behind.as_mut().now_or_never().is_none(), "it waits, too");
    drop(before);
    let behind = tokio::select! {
        behind = &mut behind => behind.unwrap(),
        _ = &mut ending => panic!("its commit waits for the turn behind it"),
    };
    drop(ending);
    ann.get(ME).await.expect(200);
    drop(behind);
    for _ in 0..100 {
        // The commit is over when the next turn begins; the clock stands still.
        drop(app.store.begin().await.unwrap());
        if ann.get(ME).await.status == 401 {
            return;
        }
    }
    panic!("it is still remembered");
}
