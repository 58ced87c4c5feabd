use chrono::Duration;
use kit::{Person, path_of};
use serde_json::{Value, json};

use crate::support::time_passes;

async fn open(person: &Person, subject: &str, device: Option<&Value>) -> Value {
    let mut body = json!({ "subject": subject, "body": "It jams." });
    if let Some(device) = device {
        body["device"] = json!({ "id": device["id"] });
    }
    person.post("/api/v1/tickets", &body).await.expect(201).json
}

kit::both_engines!(a_ticket_that_may_repeat_another_says_so, |app| {
    let (ann, ben, bo) = (app.customer("ann").await, app.customer("ben").await, app.agent("bo").await);
    let first = open(&ann, "Fader 3 is stuck", None).await;
    assert_eq!(first["possible_duplicate"], Value::Null);
    let again = open(&ann, "fader 3 stuck again", None).await;
    let hint = json!({ "id": first["id"], "number": first["number"], "subject": "Fader 3 is stuck", "status": "open" });
    assert_eq!(again["possible_duplicate"], hint);
    assert_eq!(bo.reads(&again).await["possible_duplicate"]["status"], "new", "staff see it, too");
    assert_eq!(ann.reads(&again).await["version"], again["version"]);
    for (person, subject) in [(&ann, "Where is my invoice?"), (&ben, "Fader 3 is stuck")] {
        assert_eq!(open(person, subject, None).await["possible_duplicate"], Value::Null, "{subject}");
    }
    // Who takes part in the new one alone learns nothing of the other.
    bo.client()
        .send(axum::http::Method::PUT, &format!("{}/participants/{}", path_of(&again), ben.id), "")
        .await
        .expect(200);
    assert_eq!(ben.reads(&again).await["possible_duplicate"], Value::Null);

    time_passes(&app, Duration::days(31)).await;
    let ann = app.sign_in(&ann.email).await;
    assert_eq!(open(&ann, "Fader 3 is stuck", None).await["possible_duplicate"], Value::Null);
    app.run_jobs().await;
    app.mailbox.take();
});
