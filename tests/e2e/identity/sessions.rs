//! Sessions: refresh tokens rotate, and end what they should.

use chrono::Duration;
use futures_util::future::join;
use kit::{PASSWORD, Person, Reply, TestApp, Visitor};
use serde_json::{Value, json};

use crate::support::comparable;

async fn refresh(app: &TestApp, token: &str) -> Reply {
    app.visitor().post("/api/v1/auth/token/refresh", &json!({ "refresh_token": token })).await
}

/// Asks who one is, by the access token of an answer.
async fn who(visitor: &Visitor, tokens: &Value) -> Reply {
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    visitor.with("authorization", &bearer).get("/api/v1/me").await
}

fn refresh_token(reply: &Reply) -> &str {
    reply.json["refresh_token"].as_str().unwrap()
}

async fn signs_in(app: &TestApp, person: &Person, remember_me: bool) -> Reply {
    let credentials = json!({ "email": person.email, "password": PASSWORD, "remember_me": remember_me });
    app.visitor().post("/api/v1/auth/token", &credentials).await.expect(200)
}

kit::both_engines!(a_refresh_token_gives_its_successor_and_for_ten_seconds_the_same_again, |app| {
    let ann = app.customer("ann").await;
    let first = refresh(&app, &ann.refresh_token).await.expect(200);
    assert_ne!(refresh_token(&first), ann.refresh_token);
    who(&app.visitor(), &first.json).await.expect(200);

    app.pass(Duration::seconds(10));
    let again = refresh(&app, &ann.refresh_token).await.expect(200);
    assert_eq!(refresh_token(&again), refresh_token(&first));
    who(&app.visitor(), &again.json).await.expect(200);
    refresh(&app, refresh_token(&first)).await.expect(200);
});

kit::both_engines!(two_refreshes_at_once_get_the_same_successor, |app| {
    let ann = app.customer("ann").await;
    let (one, other) = join(refresh(&app, &ann.refresh_token), refresh(&app, &ann.refresh_token)).await;
    let (one, other) = (one.expect(200), other.expect(200));
    assert_eq!(refresh_token(&one), refresh_token(&other));
    refresh(&app, refresh_token(&one)).await.expect(200);
});

kit::both_engines!(a_refresh_token_used_again_later_ends_the_session, |app| {
    let ann = app.customer("ann").await;
    let elsewhere = signs_in(&app, &ann, false).await;
    let current = refresh(&app, &ann.refresh_token).await.expect(200);
    app.pass(Duration::seconds(10) + Duration::milliseconds(1));
    who(&app.visitor(), &current.json).await.expect(200);

    refresh(&app, &ann.refresh_token).await.expect_problem(401, "unauthenticated");
    who(&app.visitor(), &current.json).await.expect_problem(401, "unauthenticated");
    refresh(&app, refresh_token(&current)).await.expect_problem(401, "unauthenticated");
    who(&app.visitor(), &elsewhere.json).await.expect(200);
});

kit::both_engines!(an_older_refresh_token_has_no_grace, |app| {
    let ann = app.customer("ann").await;
    let second = refresh(&app, &ann.refresh_token).await.expect(200);
    let third = refresh(&app, refresh_token(&second)).await.expect(200);
    refresh(&app, &ann.refresh_token).await.expect_problem(401, "unauthenticated");
    who(&app.visitor(), &third.json).await.expect_problem(401, "unauthenticated");
});

kit::both_engines!(an_altered_refresh_token_opens_nothing_and_ends_nothing, |app| {
    let ann = app.customer("ann").await;
    for place in [0, 10, 22, 26, 50] {
        let mut altered = ann.refresh_token.clone().into_bytes();
        altered[place] = if altered[place] == b'A' { b'B' } else { b'A' };
        let altered = String::from_utf8(altered).unwrap();
        refresh(&app, &altered).await.expect_problem(401, "unauthenticated");
    }
    refresh(&app, "nonsense").await.expect_problem(401, "unauthenticated");
    refresh(&app, "").await.expect_problem(422, "validation_failed").at("#/refresh_token");
    refresh(&app, &ann.refresh_token).await.expect(200);
});

kit::both_engines!(a_session_that_is_not_used_ends, |app| {
    let ann = app.customer("ann").await;
    let (brief, kept) = (signs_in(&app, &ann, false).await, signs_in(&app, &ann, true).await);
    app.pass(Duration::hours(12) - Duration::seconds(1));
    refresh(&app, &ann.refresh_token).await.expect(200);
    app.pass(Duration::seconds(1));
    refresh(&app, refresh_token(&brief)).await.expect_problem(401, "unauthenticated");

    app.pass(Duration::days(14) - Duration::hours(12) - Duration::seconds(1));
    let kept = refresh(&app, refresh_token(&kept)).await.expect(200);
    app.pass(Duration::days(14));
    refresh(&app, refresh_token(&kept)).await.expect_problem(401, "unauthenticated");
});

kit::both_engines!(a_session_ends_in_the_end_however_often_it_is_used, |app| {
    let ann = app.customer("ann").await;
    for (remember_me, stride, life) in
        [(false, Duration::hours(8), Duration::days(7)), (true, Duration::days(10), Duration::days(90))]
    {
        let mut tokens = signs_in(&app, &ann, remember_me).await;
        let end = app.now() + life;
        while app.now() + stride < end {
            app.pass(stride);
            tokens = refresh(&app, refresh_token(&tokens)).await.expect(200);
        }
        let said = tokens.json["refresh_expires_at"].as_str().unwrap();
        assert_eq!(said, end.format("%FT%T%.3fZ").to_string());
        app.pass(end - app.now());
        refresh(&app, refresh_token(&tokens)).await.expect_problem(401, "unauthenticated");
    }
});

kit::both_engines!(signing_out_ends_this_session_at_once_and_no_other, |app| {
    let ann = app.customer("ann").await;
    let elsewhere = signs_in(&app, &ann, false).await;
    ann.get("/api/v1/me").await.expect(200);
    ann.post("/api/v1/auth/token/revoke", &json!({})).await.expect(204);

    let refused = ann.get("/api/v1/me").await.expect_problem(401, "unauthenticated");
    let again = ann.post("/api/v1/auth/token/revoke", &json!({})).await;
    assert_eq!(comparable(&again), comparable(&refused));
    refresh(&app, &ann.refresh_token).await.expect_problem(401, "unauthenticated");
    who(&app.visitor(), &elsewhere.json).await.expect(200);
    refresh(&app, refresh_token(&elsewhere)).await.expect(200);
});

kit::both_engines!(signing_out_reaches_every_other_server_within_five_seconds, |app| {
    let ann = app.customer("ann").await;
    let other_server = Visitor::new(app.another_server().await);
    let tokens = signs_in(&app, &ann, false).await;
    who(&other_server, &tokens.json).await.expect(200);
    let bearer = format!("Bearer {}", tokens.json["access_token"].as_str().unwrap());
    let here = app.visitor().with("authorization", &bearer);
    here.post("/api/v1/auth/token/revoke", &json!({})).await.expect(204);
    app.pass(Duration::seconds(5));
    who(&other_server, &tokens.json).await.expect_problem(401, "unauthenticated");
});
