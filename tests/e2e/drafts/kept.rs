use axum::http::Method;
use chrono::Duration;
use kit::path_of;
use serde_json::json;

use super::{keep, missed, place, read, reply};
use crate::support::{rows, time_passes};

kit::both_engines!(a_draft_is_kept_by_version_for_its_author_alone, |app| {
    let (ann, bo, cy) = (app.customer("ann").await, app.agent("bo").await, app.agent("cy").await);
    let ticket = ann.opens_ticket("Fader 3").await;
    let before = bo.get(&path_of(&ticket)).await.expect(200).json;
    read(&bo, &ticket).await.expect_problem(404, "not_found");
    bo.client().put(&place(&ticket), &reply("Clean")).await.expect_problem(428, "precondition_required");
    keep(&bo, &ticket, 7, reply("Clean")).await.expect_problem(412, "precondition_failed");
    let first = keep(&bo, &ticket, 0, reply("Clean the")).await.expect(200);
    assert_eq!(first.header("etag"), Some(format!("\"{}\"", first.json["version"])));
    let refused = keep(&bo, &ticket, 0, reply("Buy")).await.expect_problem(412, "precondition_failed");
    assert_eq!(refused.json["current_version"], first.json["version"]);
    let second = keep(&bo, &ticket, &first.json["version"], reply("")).await.expect(200).json;
    assert_ne!(second["version"], first.json["version"]);
    assert_eq!(read(&bo, &ticket).await.expect(200).json, second);

    // Nobody learns of it: not colleagues, not the customer, not the ticket.
    for other in [&ann, &cy] {
        read(other, &ticket).await.expect_problem(404, "not_found");
        assert_eq!(other.get("/api/v1/me/drafts").await.expect(200).json["items"], json!([]));
    }
    assert_eq!(bo.get(&path_of(&ticket)).await.expect(200).json, before);
    let found = cy.get("/api/v1/search?q=Clean").await.expect(200).json;
    assert_eq!(found["items"], json!([]));

    let stale = bo.with("if-match", &format!("\"{}\"", first.json["version"]));
    stale.delete(&place(&ticket)).await.expect_problem(412, "precondition_failed");
    bo.with("if-match", "*").delete(&place(&ticket)).await.expect(204);
    read(&bo, &ticket).await.expect_problem(404, "not_found");
    app.run_jobs().await;
});

kit::both_engines!(of_two_first_drafts_at_once_one_is_kept, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader 3").await;
    let elsewhere = bo.through(&app.another_server().await);
    let (here, there) =
        tokio::join!(keep(&bo, &ticket, 0, reply("Here")), keep(&elsewhere, &ticket, 0, reply("There")));
    let mut answers = [here.status.as_u16(), there.status.as_u16()];
    answers.sort_unstable();
    assert_eq!(answers, [200, 412]);
    assert_eq!(rows(&app, "draft").await, 1);
    app.run_jobs().await;
});

kit::both_engines!(a_draft_says_what_others_have_written_meanwhile, |app| {
    let (ann, bo, cy) = (app.customer("ann").await, app.agent("bo").await, app.agent("cy").await);
    let ticket = ann.opens_ticket("Fader 3").await;
    let own = keep(&bo, &ticket, 0, reply("Clean the")).await.expect(200).json;
    assert_eq!((own["base_version"].clone(), missed(&own)), (own["ticket_version"].clone(), vec![]));
    let customers = keep(&ann, &ticket, 0, reply("It also")).await.expect(200).json;
    cy.notes(&ticket, "Third one this week.").await;
    bo.notes(&ticket, "I know.").await;
    cy.replies(&ticket, "Clean the rail.").await;
    let now = read(&bo, &ticket).await.expect(200).json;
    assert_eq!(missed(&now), ["cy", "cy"], "one's own is not missed");
    assert_eq!(now["base_version"], own["base_version"]);
    assert_eq!(now["ticket_version"], bo.reads(&ticket).await["version"]);
    let theirs = read(&ann, &ticket).await.expect(200).json;
    assert_eq!(missed(&theirs), ["cy"], "a customer misses what customers see");
    assert_eq!(theirs["version"], customers["version"], "reading changes nothing");
    let listed = &bo.get("/api/v1/me/drafts").await.expect(200).json["items"][0];
    assert_eq!((&listed["ticket_id"], &listed["is_behind"]), (&ticket["id"], &json!(true)));

    let mut known = reply("Clean the rail, as cy says.");
    known["base_version"] = now["ticket_version"].clone();
    let caught_up = keep(&bo, &ticket, &now["version"], known).await.expect(200).json;
    assert_eq!(missed(&caught_up), [""; 0]);
    app.run_jobs().await;
});

kit::both_engines!(what_came_home_from_a_merge_is_missed_like_anything_else, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let (ticket, other) = (ann.opens_ticket("Fader 3").await, ann.opens_ticket("Fader 4").await);
    keep(&bo, &ticket, 0, reply("Clean the")).await.expect(200);
    ann.replies(&ticket, "It also squeaks.").await;
    let merges = format!("{}/merges", path_of(&other));
    let merge = json!({ "source_id": ticket["id"] });
    let merge = bo.with("if-match", "*").post(&merges, &merge).await.expect(201).json;
    assert_eq!(missed(&read(&bo, &ticket).await.expect(200).json), [""; 0]);
    let undone = format!("{merges}/{}", merge["id"].as_str().unwrap());
    bo.with("if-match", "*").delete(&undone).await.expect(204);
    assert_eq!(missed(&read(&bo, &ticket).await.expect(200).json), ["ann"]);
    app.run_jobs().await;
});

kit::both_engines!(what_could_not_be_sent_is_not_kept, |app| {
    let (ann, eve) = (app.customer("ann").await, app.customer("eve").await);
    let technician = app.staff("tim", domain::identity::Role::Technician).await;
    let ticket = ann.opens_ticket("Fader 3").await;
    keep(&ann, &ticket, 0, json!({ "kind": "note", "body": "?" })).await.expect_problem(403, "forbidden");
    keep(&technician, &ticket, 0, reply("?")).await.expect_problem(403, "forbidden");
    keep(&eve, &ticket, 0, reply("?")).await.expect_problem(404, "not_found");
    let mut naming = reply("?");
    naming["mentions"] = json!([technician.id]);
    keep(&ann, &ticket, 0, naming).await.expect_problem(422, "validation_failed").at("#/mentions");
    let long = reply(&"x".repeat(100_001));
    keep(&ann, &ticket, 0, long).await.expect_problem(422, "validation_failed").at("#/body");
    keep(&ann, &ticket, 0, reply("a\u{0}b")).await.expect(422);
    let card = keep(&ann, &ticket, 0, reply("My card is 4111 1111 1111 1111.")).await.expect(200).json;
    assert!(!card["body"].as_str().unwrap().contains("4111 1111"), "{card}");
    app.run_jobs().await;
});

kit::both_engines!(a_draft_ends_with_the_sight_of_the_ticket_and_after_a_month, |app| {
    let (ann, eve, bo) = (app.customer("ann").await, app.customer("eve").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader 3").await;
    let part = format!("{}/participants/{}", path_of(&ticket), eve.id);
    bo.client().send(Method::PUT, &part, "").await.expect(200);
    keep(&eve, &ticket, 0, reply("Mine, too")).await.expect(200);
    keep(&bo, &ticket, 0, reply("Clean")).await.expect(200);
    bo.client().delete(&part).await.expect(204);
    read(&eve, &ticket).await.expect_problem(404, "not_found");
    assert_eq!(eve.get("/api/v1/me/drafts").await.expect(200).json["items"], json!([]));

    for (days, left) in [(29, 2), (2, 0)] {
        time_passes(&app, Duration::days(days)).await;
        assert_eq!(rows(&app, "draft").await, left);
    }
});

kit::both_engines!(what_is_redacted_goes_out_of_drafts_that_quote_it, |app| {
    let (ann, bo, cy) = (app.customer("ann").await, app.agent("bo").await, app.agent("cy").await);
    let ticket = ann.opens_ticket("Fader 3").await;
    let told = ann.replies(&ticket, "My pin is 9876.\nThe rail is bent halfway.").await;
    let quoting = keep(&cy, &ticket, 0, reply("You write: pin is 9876")).await.expect(200).json;
    keep(&ann, &ticket, 0, reply("> The rail is bent halfway.\nStill.")).await.expect(200);
    let redact = async |body| {
        let path = format!("{}/messages/{}/redactions", path_of(&ticket), told["id"].as_str().unwrap());
        bo.with("if-match", "*").post(&path, &body).await.expect(200);
    };
    redact(json!({ "phrases": ["9876"] })).await;
    let left = read(&cy, &ticket).await.expect(200).json;
    assert_eq!(left["body"], "You write: pin is [redacted]");
    assert_ne!(left["version"], quoting["version"], "who still shows it reads it again");
    redact(json!({ "whole": true })).await;
    assert_eq!(read(&ann, &ticket).await.expect(200).json["body"], "> [redacted]\nStill.");
    app.run_jobs().await;
});
