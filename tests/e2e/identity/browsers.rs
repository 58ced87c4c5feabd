//! Browsers sign in with a cookie: what it looks like, what it may do, how long it lives.

use axum::http::Method;
use chrono::Duration;
use kit::{PASSWORD, Reply, TestApp, Visitor};
use serde_json::json;

const SESSION: &str = "/api/v1/auth/session";
const ME: &str = "/api/v1/me";

/// Signs Ann in with a cookie.
async fn signs_in(app: &TestApp, remember_me: bool) -> Reply {
    let credentials = json!({ "email": "ann@example.org", "password": PASSWORD, "remember_me": remember_me });
    app.visitor().post(SESSION, &credentials).await.expect(200)
}

/// The cookie that an answer sets, with what follows it.
fn set_cookie(reply: &Reply) -> Option<(String, String)> {
    let field = reply.header("set-cookie")?;
    let (pair, rest) = field.split_once("; ").unwrap();
    Some((pair.to_owned(), rest.to_owned()))
}

/// A browser that holds the cookie of an answer, on a page of the desk.
fn browser(app: &TestApp, reply: &Reply) -> Visitor {
    let (cookie, _) = set_cookie(reply).unwrap();
    app.visitor().with("cookie", &format!("other=1; {cookie}")).with("sec-fetch-site", "same-origin")
}

kit::both_engines!(a_cookie_signs_in_to_everything_and_no_token_is_seen, |app| {
    let ann = app.customer("ann").await;
    let reply = signs_in(&app, false).await;
    let (cookie, attributes) = set_cookie(&reply).unwrap();
    assert!(cookie.starts_with("__Host-benchdesk="));
    assert_eq!(attributes, "Path=/; Secure; HttpOnly; SameSite=Strict");
    assert_eq!((&reply.json["kind"], &reply.json["current"]), (&json!("browser"), &json!(true)));
    let text = String::from_utf8(reply.body.clone()).unwrap();
    assert!(!text.contains(cookie.split_once('=').unwrap().1) && !text.contains("ann"), "{text}");

    let page = browser(&app, &reply);
    assert_eq!(page.get(ME).await.expect(200).json["id"], ann.id);
    assert_eq!(page.get(SESSION).await.expect(200).json["id"], reply.json["id"]);
    let ticket = json!({ "subject": "Fader 3", "body": "It jams." });
    page.post("/api/v1/tickets", &ticket).await.expect(201);
    app.run_jobs().await;
});

kit::both_engines!(another_site_can_change_nothing_with_the_cookie, |app| {
    app.customer("ann").await;
    let (cookie, _) = set_cookie(&signs_in(&app, false).await).unwrap();
    let bare = app.visitor().with("cookie", &cookie);
    let ticket = json!({ "subject": "Fader 3", "body": "It jams." });
    for from in [
        bare.clone(),
        bare.with("sec-fetch-site", "cross-site"),
        bare.with("sec-fetch-site", "same-site"),
        bare.with("sec-fetch-site", "none"),
        bare.with("origin", "https://evil.example"),
        bare.with("origin", "null"),
        bare.with("sec-fetch-site", "cross-site").with("origin", "http://desk.example.org"),
    ] {
        from.post("/api/v1/tickets", &ticket).await.expect_problem(403, "cross_site_request");
        from.delete(SESSION).await.expect_problem(403, "cross_site_request");
        // Reading changes nothing, and other sites do not see the answer.
        from.get(ME).await.expect(200);
    }
    let older = bare.with("origin", "http://desk.example.org");
    older.post("/api/v1/tickets", &ticket).await.expect(201);
    app.run_jobs().await;
});

kit::both_engines!(another_site_can_sign_nobody_in, |app| {
    app.customer("ann").await;
    let credentials = json!({ "email": "ann@example.org", "password": PASSWORD });
    for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        let reply = app.visitor().with(name, value).post(SESSION, &credentials).await;
        assert!(set_cookie(&reply.expect_problem(403, "cross_site_request")).is_none());
    }
    app.visitor().with("sec-fetch-site", "same-origin").post(SESSION, &credentials).await.expect(200);
});

kit::both_engines!(wrong_credentials_set_no_cookie, |app| {
    app.customer("ann").await;
    for (email, password) in [("ann@example.org", "wrong password"), ("nobody@example.org", PASSWORD)] {
        let reply = app.visitor().post(SESSION, &json!({ "email": email, "password": password })).await;
        assert!(set_cookie(&reply.expect_problem(401, "invalid_credentials")).is_none());
    }
    app.visitor().get(SESSION).await.expect_problem(401, "unauthenticated");
});

kit::both_engines!(a_bearer_token_counts_more_than_a_cookie, |app| {
    app.customer("ann").await;
    let bo = app.customer("bo").await;
    let page = browser(&app, &signs_in(&app, false).await);
    let (cookie, _) = set_cookie(&signs_in(&app, false).await).unwrap();
    // No proof of origin is asked for: no browser sends a bearer token by itself.
    let both = bo.with("cookie", &cookie);
    assert_eq!(both.get(ME).await.expect(200).json["id"], bo.id);
    both.post("/api/v1/tickets", &json!({ "subject": "Mine", "body": "It jams." })).await.expect(201);
    let bad = page.with("authorization", "Bearer none");
    let reply = bad.get(ME).await.expect_problem(401, "unauthenticated");
    assert!(set_cookie(&reply).is_none(), "the cookie was not looked at, and stays");
    app.run_jobs().await;
});

kit::both_engines!(signing_out_drops_the_cookie_and_ends_the_session, |app| {
    app.customer("ann").await;
    let page = browser(&app, &signs_in(&app, false).await);
    let reply = page.delete(SESSION).await.expect(204);
    let dropped =
        ("__Host-benchdesk=".to_owned(), "Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0".to_owned());
    assert_eq!(set_cookie(&reply), Some(dropped.clone()));
    let reply = page.get(ME).await.expect_problem(401, "unauthenticated");
    assert_eq!(set_cookie(&reply), Some(dropped.clone()));
    assert_eq!(reply.header("www-authenticate").as_deref(), Some("Bearer realm=\"benchdesk\""));
    for forged in ["__Host-benchdesk=", "__Host-benchdesk=AAAA", "__Host-benchdesk=x y"] {
        let reply = app.visitor().with("cookie", forged).get(ME).await.expect_problem(401, "unauthenticated");
        assert_eq!(set_cookie(&reply), Some(dropped.clone()));
    }
});

kit::both_engines!(a_refresh_token_is_no_cookie_and_a_cookie_no_refresh_token, |app| {
    let ann = app.customer("ann").await;
    let as_cookie = format!("__Host-benchdesk={}", ann.refresh_token);
    app.visitor().with("cookie", &as_cookie).get(ME).await.expect_problem(401, "unauthenticated");
    let (cookie, _) = set_cookie(&signs_in(&app, false).await).unwrap();
    let value = cookie.split_once('=').unwrap().1;
    let refresh = json!({ "refresh_token": value });
    app.visitor().post("/api/v1/auth/token/refresh", &refresh).await.expect_problem(401, "unauthenticated");
    app.visitor().with("authorization", &format!("Bearer {value}")).get(ME).await.expect(401);
});

kit::both_engines!(a_cookie_is_replaced_every_ten_minutes, |app| {
    app.customer("ann").await;
    let first = signs_in(&app, false).await;
    let old = browser(&app, &first);
    app.pass(Duration::minutes(9));
    assert!(set_cookie(&old.get(ME).await.expect(200)).is_none());
    app.pass(Duration::minutes(1));
    let second = old.get(ME).await.expect(200);
    assert_ne!(set_cookie(&second), set_cookie(&first));

    // The answer with the new one may have been lost: the old one gets it again, however late.
    app.pass(Duration::hours(1));
    let again = old.get(ME).await.expect(200);
    assert_eq!(set_cookie(&again), set_cookie(&second));
    let new = browser(&app, &again);
    // Due by now: the next answer carries the third.
    let third = new.get(ME).await.expect(200);
    assert_ne!(set_cookie(&third).unwrap(), set_cookie(&second).unwrap());
    browser(&app, &third).get(ME).await.expect(200);
});

kit::both_engines!(a_replaced_cookie_used_after_its_successor_ends_the_session, |app| {
    app.customer("ann").await;
    let first = browser(&app, &signs_in(&app, false).await);
    app.pass(Duration::minutes(10));
    let second = browser(&app, &first.get(ME).await.expect(200));
    app.pass(Duration::seconds(1));
    second.get(ME).await.expect(200);
    // Requests that were under way are no theft.
    app.pass(Duration::seconds(10));
    first.get(ME).await.expect(200);
    app.pass(Duration::milliseconds(1));
    first.get(ME).await.expect_problem(401, "unauthenticated");
    second.get(ME).await.expect_problem(401, "unauthenticated");
});

kit::both_engines!(a_browser_is_remembered_only_by_choice, |app| {
    app.customer("ann").await;
    let (forgotten, remembered) = (signs_in(&app, false).await, signs_in(&app, true).await);
    let (_, attributes) = set_cookie(&remembered).unwrap();
    assert_eq!(attributes, "Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=1209600");
    assert_eq!(
        (&forgotten.json["remembered"], &remembered.json["remembered"]),
        (&json!(false), &json!(true))
    );
    app.pass(Duration::hours(12));
    browser(&app, &forgotten).get(ME).await.expect_problem(401, "unauthenticated");
    browser(&app, &remembered).get(ME).await.expect(200);
});

kit::both_engines!(a_head_request_with_a_cookie_needs_no_proof, |app| {
    app.customer("ann").await;
    let (cookie, _) = set_cookie(&signs_in(&app, false).await).unwrap();
    app.visitor().with("cookie", &cookie).send(Method::HEAD, ME, "").await.expect(200);
});
