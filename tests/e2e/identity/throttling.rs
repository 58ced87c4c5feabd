//! Guessing gets slower and slower, on every server and across restarts, and locks nobody out for ever.

use std::net::SocketAddr;

use axum::{Extension, extract::ConnectInfo, http::Method};
use chrono::Duration;
use kit::{PASSWORD, Reply, TestApp, Visitor};
use serde_json::json;

use crate::support::{comparable, rows};

const TOKEN: &str = "/api/v1/auth/token";

/// A client at this address.
fn client(app: &TestApp, address: &str) -> Visitor {
    let address: SocketAddr = format!("{address}:4711").parse().unwrap();
    app.visitor().at(app.router.clone().layer(Extension(ConnectInfo(address))))
}

async fn tries(visitor: &Visitor, email: &str, password: &str) -> Reply {
    visitor.post(TOKEN, &json!({ "email": email, "password": password })).await
}

/// Tries a wrong password so often that the next attempt has to wait.
async fn guesses(visitor: &Visitor, email: &str) {
    for _ in 0..5 {
        tries(visitor, email, "a wrong password").await.expect_problem(401, "invalid_credentials");
    }
}

fn wait(reply: Reply) -> i64 {
    let reply = reply.expect_problem(429, "too_many_attempts");
    reply.header("retry-after").unwrap().parse().unwrap()
}

kit::both_engines!(each_wrong_password_after_the_fifth_takes_twice_as_long, |app| {
    app.customer("ann").await;
    let guesser = client(&app, "192.0.2.1");
    guesses(&guesser, "ann@example.org").await;
    for seconds in [2, 4, 8, 16] {
        assert_eq!(wait(tries(&guesser, "ann@example.org", PASSWORD).await), seconds, "even the right one");
        app.pass(Duration::seconds(seconds) - Duration::milliseconds(1));
        assert_eq!(wait(tries(&guesser, "ann@example.org", PASSWORD).await), 1, "waiting is not counted");
        app.pass(Duration::milliseconds(1));
        tries(&guesser, "ann@example.org", "a wrong password").await.expect(401);
    }
});

kit::both_engines!(the_right_password_starts_afresh, |app| {
    app.customer("ann").await;
    let ann = client(&app, "192.0.2.1");
    guesses(&ann, "ann@example.org").await;
    app.pass(Duration::seconds(2));
    tries(&ann, "ann@example.org", PASSWORD).await.expect(200);
    guesses(&ann, "ann@example.org").await;
    wait(tries(&ann, "ann@example.org", PASSWORD).await);
});

kit::both_engines!(a_guesser_keeps_nobody_else_out, |app| {
    app.customer("ann").await;
    app.customer("bo").await;
    let (guesser, elsewhere) = (client(&app, "192.0.2.1"), client(&app, "192.0.2.2"));
    guesses(&guesser, "ann@example.org").await;
    wait(tries(&guesser, "ann@example.org", PASSWORD).await);
    tries(&elsewhere, "ann@example.org", PASSWORD).await.expect(200);
    tries(&guesser, "bo@example.org", PASSWORD).await.expect(200);
});

kit::both_engines!(a_guesser_in_many_places_slows_an_account_but_never_for_long, |app| {
    app.customer("ann").await;
    for place in 1..=10 {
        guesses(&client(&app, &format!("198.51.100.{place}")), "ann@example.org").await;
    }
    let ann = client(&app, "192.0.2.1");
    assert_eq!(wait(tries(&ann, "ann@example.org", PASSWORD).await), 1);
    app.pass(Duration::seconds(30));
    tries(&ann, "ann@example.org", PASSWORD).await.expect(200);
});

kit::both_engines!(a_place_that_tries_everything_is_slowed_whatever_comes_next, |app| {
    let follows = async |client: &Visitor, number: usize| {
        let body = json!({ "token": format!("none-{number}"), "password": PASSWORD });
        client.post("/api/v1/auth/verify-email", &body).await
    };
    let guesser = client(&app, "[2001:db8::1]");
    for number in 0..100 {
        follows(&guesser, number).await.expect_problem(410, "gone");
    }
    wait(follows(&guesser, 100).await);
    // An IPv6 client has 64 bits to choose from, and does not get away by that.
    wait(follows(&client(&app, "[2001:db8::ffff:2]"), 101).await);
    follows(&client(&app, "[2001:db8:0:1::1]"), 102).await.expect(410);
});

kit::both_engines!(counts_are_shared_by_servers_and_tell_nobody_who_has_an_account, |app| {
    app.customer("ann").await;
    let other = app.another_server().await;
    let mut refused = Vec::new();
    for email in ["ann@example.org", "nobody@example.org"] {
        guesses(&app.visitor(), email).await;
        let there = tries(&app.visitor().at(other.clone()), email, PASSWORD).await;
        refused.push(comparable(&there.expect_problem(429, "too_many_attempts")));
    }
    assert_eq!(refused[0], refused[1]);
});

kit::both_engines!(attempts_at_once_are_all_counted, |app| {
    app.customer("ann").await;
    let visitor = app.visitor();
    let attempts = (0..12).map(|_| tries(&visitor, "ann@example.org", "a wrong password"));
    let answers = futures_util::future::join_all(attempts).await;
    let let_in = answers.iter().filter(|answer| answer.status == 401).count();
    assert_eq!(let_in, 5);
});

kit::both_engines!(letters_cannot_be_ordered_without_end, |app| {
    app.customer("ann").await;
    app.mailbox.take();
    for (path, times) in [("/api/v1/auth/password-reset", 10), ("/api/v1/auth/verify-email/resend", 10)] {
        let body = json!({ "email": "ann@example.org" });
        for _ in 0..times {
            app.visitor().post(path, &body).await.expect(202);
        }
        assert_eq!(wait(app.visitor().post(path, &body).await), 60, "{path}");
        let nobody = json!({ "email": "nobody@example.org" });
        app.visitor().post(path, &nobody).await.expect(202);
    }
    app.run_jobs().await;
    app.mailbox.take();
});

kit::both_engines!(ones_own_password_cannot_be_guessed_by_who_finds_the_desk_open, |app| {
    let ann = app.customer("ann").await;
    for _ in 0..5 {
        let body = json!({ "current_password": "a wrong password", "new_password": "every staple is red" });
        ann.client().put("/api/v1/me/password", &body).await.expect(422);
    }
    let right = json!({ "current_password": PASSWORD, "new_password": "every staple is red" });
    wait(ann.client().put("/api/v1/me/password", &right).await);
    let address = json!({ "email": "eve@example.org", "password": PASSWORD });
    wait(ann.post("/api/v1/me/email-change", &address).await);
});

kit::both_engines!(a_new_password_by_mail_lets_its_owner_in_at_once, |app| {
    app.customer("ann").await;
    let ann = client(&app, "192.0.2.1");
    guesses(&ann, "ann@example.org").await;
    wait(tries(&ann, "ann@example.org", PASSWORD).await);
    ann.post("/api/v1/auth/password-reset", &json!({ "email": "ann@example.org" })).await.expect(202);
    app.run_jobs().await;
    let token = app.mailbox.take_only_to("ann@example.org").token();
    let body = json!({ "token": token, "password": "every staple is red" });
    ann.post("/api/v1/auth/password-reset/confirm", &body).await.expect(204);
    tries(&ann, "ann@example.org", "every staple is red").await.expect(200);
    app.run_jobs().await;
});

kit::both_engines!(a_proxy_that_is_not_named_changes_nothing, |app| {
    app.customer("ann").await;
    let guesser = client(&app, "192.0.2.1");
    for number in 0..5 {
        let elsewhere = guesser.with("x-forwarded-for", &format!("198.51.100.{number}"));
        tries(&elsewhere, "ann@example.org", "a wrong password").await.expect(401);
    }
    wait(tries(&guesser.with("x-forwarded-for", "198.51.100.99"), "ann@example.org", PASSWORD).await);
});

kit::both_engines!(requests_that_do_not_sign_in_count_nothing, |app| {
    let ann = app.customer("ann").await;
    let before = rows(&app, "throttle").await;
    ann.get("/api/v1/me").await.expect(200);
    ann.client().send(Method::GET, "/api/v1/tickets", "").await.expect(200);
    assert_eq!(rows(&app, "throttle").await, before);
});
