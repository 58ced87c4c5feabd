use axum::http::Method;
use chrono::Duration;
use domain::{
    id::TagRenameId,
    identity::{Actor, Role},
    ticket::rename_some,
};
use kit::{Person, path_of};
use serde_json::{Value, json};

use super::{history, send};
use crate::support::{rows, texts, time_passes};

kit::both_engines!(tags_are_listed_with_how_many_tickets_carry_them, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let lea = app.staff("lea", Role::Lead).await;
    assert!(bo.reads_all("/api/v1/tags", 2).await.is_empty());
    let mut tickets = Vec::new();
    for tags in [["usb", "rail"].as_slice(), &["usb", "driver"], &["usb", "zz"], &["änderung"]] {
        let ticket = ann.opens_ticket("Fader").await;
        bo.changes(&ticket, json!({ "tags": tags })).await;
        tickets.push(ticket);
    }
    // Letters about a deleted ticket wait.
    app.run_jobs().await;
    send(&lea, Method::DELETE, &path_of(&tickets[2]), json!(null)).await.expect(204);
    let mut found = bo.reads_all("/api/v1/tags", 2).await;
    found.sort_by_key(|one| one["tag"].as_str().unwrap().to_owned());
    assert_eq!(texts(&found, "tag"), ["driver", "rail", "usb", "änderung"]);
    let counts: Vec<_> = found.iter().map(|one| (one["count"].as_u64().unwrap(), &one["is_exact"])).collect();
    let yes = &json!(true);
    assert_eq!(counts, [(1, yes), (1, yes), (2, yes), (1, yes)]);
    ann.get("/api/v1/tags").await.expect_problem(403, "forbidden");
    app.run_jobs().await;
});

kit::both_engines!(a_label_is_renamed_wherever_it_is, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let lea = app.staff("lea", Role::Lead).await;
    let mut tickets = Vec::new();
    for tags in [["usbhub", "rail"].as_slice(), &["usbhub", "usb-hub"], &["rail"], &["usbhub"], &["usbhub"]] {
        let ticket = ann.opens_ticket("Fader").await;
        bo.changes(&ticket, json!({ "tags": tags })).await;
        tickets.push(ticket);
    }
    bo.changes(&tickets[3], json!({ "status": "solved" })).await;
    send(&lea, Method::DELETE, &path_of(&tickets[4]), json!(null)).await.expect(204);
    time_passes(&app, Duration::days(8)).await;
    let [ann, bo, lea] =
        [app.sign_in(&ann.email).await, app.sign_in(&bo.email).await, app.sign_in(&lea.email).await];
    let view = json!({ "name": "Hubs", "filter": { "tags": ["usbhub", "usb-hub"] } });
    let view = bo.post("/api/v1/views", &view).await.expect(201).json;
    let kept = json!({ "name": "Found", "filter": { "query": "tag:UsbHub  usbhub -tag:rail,usbhub" } });
    let kept = bo.post("/api/v1/views", &kept).await.expect(201).json;
    let mut macros = Vec::new();
    for actions in [
        json!({ "add_tags": ["usbhub"], "remove_tags": ["rail"] }),
        json!({ "add_tags": ["usbhub"], "remove_tags": ["usb-hub"] }),
    ] {
        let new = json!({ "name": "Hub", "actions": actions });
        macros.push(bo.post("/api/v1/macros", &new).await.expect(201).json);
    }
    let seen_by_ann = ann.reads(&tickets[0]).await;
    let asked = async |person: &Person, tag: &str, to: &str| {
        person.post(&format!("/api/v1/tags/{tag}/renames"), &json!({ "to": to })).await
    };
    asked(&bo, "usbhub", "usb-hub").await.expect_problem(403, "forbidden");
    asked(&lea, "absent", "usb-hub").await.expect_problem(404, "not_found");
    asked(&lea, "no%20tag", "usb-hub").await.expect_problem(404, "not_found");
    asked(&lea, "usbhub", "USBHub").await.expect_problem(422, "validation_failed").at("#/to");
    asked(&lea, "usbhub", "no tag").await.expect_problem(422, "validation_failed").at("#/to");

    let ordered = asked(&lea, "usbhub", "USB-Hub").await.expect(202);
    let place = ordered.header("location").unwrap();
    assert_eq!((&ordered.json["state"], &ordered.json["to"]), (&json!("running"), &json!("usb-hub")));
    app.run_jobs().await;
    let done = lea.get(&place).await.expect(200).json;
    assert_eq!((&done["state"], &done["changed"]), (&json!("finished"), &json!(4)));
    bo.get(&place).await.expect_problem(403, "forbidden");
    let kept = bo.get(&format!("/api/v1/views/{}", kept["id"].as_str().unwrap())).await.expect(200).json;
    assert_eq!(kept["filter"]["query"], "tag:usb-hub  usbhub -tag:rail,usb-hub", "words are words");
    assert_eq!(kept["version"], 2);
    for (at, tags) in [
        (0, json!(["rail", "usb-hub"])),
        (1, json!(["usb-hub"])),
        (2, json!(["rail"])),
        (3, json!(["usb-hub"])),
    ] {
        assert_eq!(bo.reads(&tickets[at]).await["staff"]["tags"], tags, "{at}");
    }
    assert_eq!(ann.reads(&tickets[0]).await, seen_by_ann, "customers know of no label");
    let found = async |q: &str| bo.reads_all(&format!("/api/v1/search?q={q}"), 10).await.len();
    assert_eq!((found("tag:usbhub").await, found("tag:usb-hub").await), (0, 3));
    let told = history(&bo, &tickets[3], 0).await;
    let told: Vec<_> = told.iter().filter(|entry| entry["actor"]["id"] == lea.id.as_str()).collect();
    assert_eq!(told.iter().map(|entry| &entry["kind"]).collect::<Vec<_>>(), ["tag_added", "tag_removed"]);
    let named = async |list: &str, thing: &Value| {
        bo.get(&format!("/api/v1/{list}/{}", thing["id"].as_str().unwrap())).await.expect(200).json
    };
    let view = named("views", &view).await;
    assert_eq!((&view["filter"]["tags"], &view["version"]), (&json!(["usb-hub"]), &json!(2)));
    let [clear, contrary] = [named("macros", &macros[0]).await, named("macros", &macros[1]).await];
    assert_eq!((&clear["actions"]["add_tags"], &clear["version"]), (&json!(["usb-hub"]), &json!(2)));
    assert_eq!((&contrary["actions"], &contrary["version"]), (&macros[1]["actions"], &json!(1)));
    lea.post(&format!("{}/restorations", path_of(&tickets[4])), &json!(null)).await.expect(200);
    assert_eq!(bo.reads(&tickets[4]).await["staff"]["tags"], json!(["usb-hub"]));
    time_passes(&app, Duration::days(8)).await;
    assert_eq!(rows(&app, "tag_rename").await, 0);
    app.mailbox.take();
});

// More than one batch; a worker dies between two; somebody renames it back meanwhile.
kit::both_engines!(renaming_comes_to_an_end_whatever_happens, |app| {
    let (ann, lea) = (app.customer("ann").await, app.staff("lea", Role::Lead).await);
    for number in 0..60 {
        let ticket = ann.opens_ticket(&format!("Fader {number}")).await;
        lea.changes(&ticket, json!({ "tags": ["a"] })).await;
    }
    let order = async |from: &str, to: &str| {
        let asked = lea.post(&format!("/api/v1/tags/{from}/renames"), &json!({ "to": to })).await;
        asked.expect(202).json["id"].as_str().unwrap().parse().unwrap()
    };
    let there = TagRenameId::from_uuid(order("a", "b").await);
    for commits in [false, true] {
        let mut tx = app.store.begin().await.unwrap();
        assert!(rename_some(&mut *tx, &app.ctx(Actor::Time), there).await.unwrap());
        if commits {
            tx.commit().await.unwrap();
        }
    }
    order("b", "a").await;
    app.run_jobs().await;
    let labels = lea.reads_all("/api/v1/tags", 10).await;
    let all: u64 = labels.iter().map(|one| one["count"].as_u64().unwrap()).sum();
    assert_eq!(all, 60, "each ticket has one of them");
    let mut tx = app.store.read().await.unwrap();
    assert!(tx.tag_renames().find(there).await.unwrap().unwrap().finished_at.is_some());
    drop(tx);
    app.mailbox.take();
});

kit::both_engines!(a_label_is_removed_from_all_tickets, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let lea = app.staff("lea", Role::Lead).await;
    let mut tickets = Vec::new();
    for tags in [["mess", "rail"].as_slice(), &["mess"], &["rail"], &["mess"]] {
        let ticket = ann.opens_ticket("Fader").await;
        bo.changes(&ticket, json!({ "tags": tags })).await;
        tickets.push(ticket);
    }
    bo.changes(&tickets[1], json!({ "status": "solved" })).await;
    send(&lea, Method::DELETE, &path_of(&tickets[3]), json!(null)).await.expect(204);
    let seen_by_ann = ann.reads(&tickets[0]).await;
    let removes =
        async |person: &Person, tag: &str| person.client().delete(&format!("/api/v1/tags/{tag}")).await;
    removes(&bo, "mess").await.expect_problem(403, "forbidden");
    removes(&ann, "mess").await.expect_problem(403, "forbidden");
    for absent in ["absent", "no%20tag"] {
        removes(&lea, absent).await.expect_problem(404, "not_found");
    }
    // What is shared names it: somebody has to change that first. What bo has alone is nobody's business.
    let own = json!({ "name": "Mine", "filter": { "tags": ["mess"] } });
    bo.post("/api/v1/views", &own).await.expect(201);
    let adds = json!({ "name": "Mess", "actions": { "add_tags": ["mess"] } });
    let own_macro = bo.post("/api/v1/macros", &adds).await.expect(201).json;
    let searching = |query: &str| json!({ "name": "Found", "filter": { "query": query } });
    let by_query = searching("fader -tag:rail,Mess");
    for (list, mut shared) in [("views", own.clone()), ("views", by_query), ("macros", adds.clone())] {
        shared["shared_with"] = json!("everyone");
        let made = lea.post(&format!("/api/v1/{list}"), &shared).await.expect(201).json;
        let refused = removes(&lea, "mess").await.expect_problem(409, "state_conflict");
        assert_eq!(refused.json["detail"], "a view or a macro that is shared names the label");
        let place = format!("/api/v1/{list}/{}", made["id"].as_str().unwrap());
        send(&lea, Method::DELETE, &place, json!(null)).await.expect(204);
    }

    // A word is no label.
    let mut other = searching("mess tag:rail");
    other["shared_with"] = json!("everyone");
    lea.post("/api/v1/views", &other).await.expect(201);
    let ordered = removes(&lea, "Mess").await.expect(202);
    let place = ordered.header("location").unwrap();
    assert_eq!((&ordered.json["state"], &ordered.json["tag"]), (&json!("running"), &json!("mess")));
    app.run_jobs().await;
    let done = lea.get(&place).await.expect(200).json;
    assert_eq!((&done["state"], &done["changed"]), (&json!("finished"), &json!(3)));
    bo.get(&place).await.expect_problem(403, "forbidden");
    let as_rename = place.replace("tag-removals", "tag-renames");
    lea.get(&as_rename).await.expect_problem(404, "not_found");
    for (at, tags) in [(0, json!(["rail"])), (1, json!([])), (2, json!(["rail"]))] {
        assert_eq!(bo.reads(&tickets[at]).await["staff"]["tags"], tags, "{at}");
    }
    assert_eq!(ann.reads(&tickets[0]).await, seen_by_ann, "customers know of no label");
    assert!(bo.reads_all("/api/v1/search?q=tag:mess", 10).await.is_empty());
    let told = history(&bo, &tickets[1], 0).await;
    let told: Vec<_> = told.iter().filter(|entry| entry["actor"]["id"] == lea.id.as_str()).collect();
    assert_eq!(told.iter().map(|entry| &entry["kind"]).collect::<Vec<_>>(), ["tag_removed"]);
    let untouched = format!("/api/v1/macros/{}", own_macro["id"].as_str().unwrap());
    assert_eq!(bo.get(&untouched).await.expect(200).json["version"], 1);
    removes(&lea, "mess").await.expect_problem(404, "not_found");
    lea.post(&format!("{}/restorations", path_of(&tickets[3])), &json!(null)).await.expect(200);
    assert_eq!(bo.reads(&tickets[3]).await["staff"]["tags"], json!([]));
    // The letter about the solved ticket waits for an hour.
    app.pass(Duration::hours(1));
    app.run_jobs().await;
    app.mailbox.take();
});
