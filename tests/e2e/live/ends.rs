//! A stream ends with the right to it, and takes a seat while it lasts.

use serde_json::json;

kit::both_engines!(a_stream_ends_with_its_session, |app| {
    let ann = app.customer("ann").await;
    let mut stream = ann.listens().await;
    // At another server: this one learns of it from the store.
    let elsewhere = ann.through(&app.another_server().await);
    elsewhere.client().delete("/api/v1/me/sessions").await.expect(204);
    assert_eq!(stream.next().await, None);
    app.run_jobs().await;
});

kit::both_engines!(a_programs_stream_ends_with_its_token, |app| {
    let bo = app.agent("bo").await;
    let token = json!({ "name": "Wallboard", "scopes": ["ticket.read"] });
    let made = bo.post("/api/v1/api-tokens", &token).await.expect(201).json;
    let bearer = format!("Bearer {}", made["secret"].as_str().unwrap());
    let mut stream = app.visitor().with("authorization", &bearer).listen().await.ok().unwrap();
    assert_eq!(stream.next().await.unwrap()["type"], "ready");
    let path = format!("/api/v1/api-tokens/{}", made["api_token"]["id"].as_str().unwrap());
    bo.through(&app.another_server().await).client().delete(&path).await.expect(204);
    assert_eq!(stream.next().await, None);
    app.run_jobs().await;
});

kit::both_engines!(a_caller_has_six_streams_and_gets_a_seat_back, |app| {
    let (ann, eve) = (app.customer("ann").await, app.customer("eve").await);
    let mut streams = Vec::new();
    for _ in 0..6 {
        streams.push(ann.listens().await);
    }
    let refused = ann.client().listen().await.err().unwrap().expect_problem(429, "too_many_requests");
    assert!(refused.header("retry-after").is_some());
    let german = ann.with("accept-language", "de").listen().await.err().unwrap();
    assert_eq!(german.json["detail"], "zu viele Datenströme dieses Aufrufers sind offen");
    eve.listens().await;
    streams.pop();
    ann.listens().await;
    app.run_jobs().await;
});
