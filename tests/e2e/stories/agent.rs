//! An agent's day. Not built yet: setting oneself available (2) and away (23), mail from unknown senders (11), figures
//! (22). Elsewhere: repairs (12 to 14, `repairs`). Time does not pass here, so that nothing is closed (16) but what was
//! merged.

use axum::http::Method;
use chrono::{DateTime, TimeDelta, Utc};
use domain::clock::{Clock, SystemClock, to_text};
use kit::{Deployment, Engine, PASSWORD, Person, path_of};
use serde_json::{Value, json};

use super::{act, asks, bodies, until};
use crate::{access::totp::read_base32, search::asks as asks_for, support::texts};

/// The smallest picture: one white pixel.
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55\
    \0\0\0\x0aIDAT\x78\xda\x63\xf8\x0f\0\x01\x01\x01\0\x1c\xb0\x8c\x99\0\0\0\0IEND\xae\x42\x60\x82";

async fn day(engine: Engine) {
    let desk = Deployment::start(engine, &[("BENCHDESK_UNDO_SECONDS", "10")]).await;
    let (ann, lea, jan) =
        (desk.customer("ann").await, desk.staff("lea", "lead").await, desk.staff("jan", "agent").await);
    let bo = desk.staff("bo", "agent").await;

    let device = registers_a_device(&lea, &ann).await;
    let subjects = ["USB hub", "Driver", "Fader", "Fader again", "Two things"];
    let mut tickets = Vec::new();
    for subject in subjects {
        let mut new = json!({ "subject": subject, "body": format!("{subject}: please help.") });
        if subject == "USB hub" {
            new["device"] = json!({ "id": device["id"] });
        }
        tickets.push(ann.post("/api/v1/tickets", &new).await.expect(201).json);
    }
    let [hub, driver, fader, again, two] = &tickets[..] else { unreachable!() };

    signs_in(&desk, &bo).await;
    keeps_a_draft(&bo, &jan, driver).await;
    sees_what_waits(&bo, &lea).await;
    takes_the_next(&bo, &jan).await;
    opens(&bo, hub).await;
    sees_a_colleague_come(&bo, &jan, hub).await;
    answers_by_a_macro(&bo, &ann, two).await;
    takes_a_reply_back(&bo, &ann, driver).await;
    notes_with_a_picture(&desk, &bo, &jan, &ann, driver).await;
    merges_and_undoes(&bo, &ann, fader, again).await;
    splits(&bo, &ann, two).await;
    snoozes(&bo, &ann, two).await;
    does_the_same_to_many(&bo, &ann).await;
    searches_and_shares_the_view(&bo, &lea, &jan).await;
    meets_a_colleague(&bo, &jan, hub).await;
    redacts(&bo, &ann).await;
    loses_the_connection(&desk, &bo, &ann, hub).await;
    takes_a_call(&desk, &bo, &ann).await;
    goes_home(&desk, &bo).await;
    desk.stop();
}

/// 1. Sets up the second step, signs in by password and code; sees the other session.
async fn signs_in(desk: &Deployment, bo: &Person) {
    let begun = bo.post("/api/v1/me/totp", &Value::Null).await.expect(201);
    let now = DateTime::parse_from_rfc2822(&begun.header("date").unwrap()).unwrap().to_utc();
    let secret = read_base32(begun.json["secret"].as_str().unwrap());
    let code = json!({ "code": secret.code_at(now) });
    bo.post("/api/v1/me/totp/confirm", &code).await.expect(200);
    let mut proof = json!({ "email": bo.email, "password": PASSWORD });
    let sign_in = async |proof: &Value| desk.visitor().post("/api/v1/auth/token", proof).await;
    sign_in(&proof).await.expect_problem(401, "second_factor_required");
    proof["code"] = json!(secret.code_at(now + TimeDelta::seconds(30)));
    let bearer =
        format!("Bearer {}", sign_in(&proof).await.expect(200).json["access_token"].as_str().unwrap());
    let again = desk.visitor().with("authorization", &bearer);
    let sessions = again.get("/api/v1/me/sessions").await.expect(200).json;
    assert_eq!(sessions["items"].as_array().unwrap().len(), 2);
}

/// 2. What was begun yesterday is there on every server, and says what came since.
async fn keeps_a_draft(bo: &Person, jan: &Person, ticket: &Value) {
    let place = format!("{}/draft", path_of(ticket));
    let draft = json!({ "kind": "note", "body": "Which driver" });
    bo.with("if-match", "\"0\"").put(&place, &draft).await.expect(200);
    jan.notes(ticket, "I have seen this one before.").await;
    let kept = bo.get(&place).await.expect(200).json;
    assert_eq!(kept["body"], "Which driver");
    assert_eq!(kept["missed"][0]["author"]["id"], jan.id.as_str());
    assert_eq!(bo.get("/api/v1/me/drafts").await.expect(200).json["items"].as_array().unwrap().len(), 1);
    jan.get(&place).await.expect_problem(404, "not_found");
    bo.with("if-match", "*").delete(&place).await.expect(204);
}

/// 3. All views and how many tickets are in each.
async fn sees_what_waits(bo: &Person, lea: &Person) {
    let team = json!({ "name": "Repairs", "member_ids": [bo.id] });
    lea.post("/api/v1/teams", &team).await.expect(201);
    let views = bo.reads_all("/api/v1/views", 50).await;
    let unassigned = views.iter().find(|view| view["builtin"] == "unassigned").unwrap();
    let counts = bo.get("/api/v1/views/counts").await.expect(200).json;
    let of_view = |count: &&Value| count["view_id"] == unassigned["id"];
    let waiting = counts["items"].as_array().unwrap().iter().find(of_view).unwrap();
    assert_eq!(waiting["count"], 5);
}

/// 4. Takes the next of a queue of his own, and lets it go. Two press "next" at once: each gets a ticket of their own.
async fn takes_the_next(bo: &Person, jan: &Person) {
    let queue = json!({ "name": "My queue", "filter": { "assignee": "none", "statuses": ["new"] } });
    let queue = bo.post("/api/v1/views", &queue).await.expect(201).json;
    let of_queue = json!({ "view_id": queue["id"] });
    let mine = bo.post("/api/v1/tickets/next", &of_queue).await.expect(200).json;
    assert_eq!(mine["staff"]["assignee"]["id"], bo.id.as_str());
    bo.changes(&mine, json!({ "assignee_id": null, "status": "open" })).await;
    let unassigned = json!({ "view_id": "00000000-0000-7000-8000-000000000003" });
    let next = "/api/v1/tickets/next";
    let (one, two) = tokio::join!(bo.post(next, &unassigned), jan.post(next, &unassigned));
    let (one, two) = (one.expect(200).json, two.expect(200).json);
    assert_ne!(one["id"], two["id"]);
    assert_eq!(
        (&one["staff"]["assignee"]["id"], &two["staff"]["assignee"]["id"]),
        (&json!(bo.id), &json!(jan.id))
    );
}

/// The customer's hub, bought two days ago.
async fn registers_a_device(lea: &Person, ann: &Person) -> Value {
    let product = json!({ "sku": "KK-1", "name": "Hub 1" });
    let product = lea.post("/api/v1/products", &product).await.expect(201).json;
    let device = json!({ "product_id": product["id"], "serial": "KK1234" });
    let device = ann.post("/api/v1/devices", &device).await.expect(201).json;
    let bought = (SystemClock.now() - TimeDelta::days(2)).date_naive().to_string();
    let bought = json!({ "purchased_on": bought, "seller_country": "DE" });
    let place = format!("/api/v1/devices/{}/registration", device["id"].as_str().unwrap());
    ann.with("if-match", "*").post(&place, &bought).await.expect(200);
    device
}

/// 5. The ticket: thread, the customer's card, their earlier tickets, the device with its warranty.
async fn opens(bo: &Person, ticket: &Value) {
    let shown = bo.reads(ticket).await;
    let requester = shown["requester"]["id"].as_str().unwrap();
    let card = bo.get(&format!("/api/v1/customers/{requester}")).await.expect(200).json;
    assert_eq!(card["contact"]["email"], "ann@example.org");
    let earlier = bo.reads_all(&format!("/api/v1/tickets?requester_id={requester}"), 2).await;
    assert_eq!(earlier.len(), 5);
    let device = shown["device"]["id"].as_str().unwrap();
    let warranty = bo.get(&format!("/api/v1/devices/{device}/coverage")).await.expect(200).json;
    assert_eq!(warranty["today"]["coverage"], "legal_guarantee");
}

/// 6. Sees live that a colleague is at the same ticket, whichever server each of them speaks to.
async fn sees_a_colleague_come(bo: &Person, jan: &Person, ticket: &Value) {
    let place = format!("{}/presence", path_of(ticket));
    bo.client().put(&place, &json!({ "state": "viewing" })).await.expect(200);
    let mut stream = bo.listens().await;
    jan.client().put(&place, &json!({ "state": "replying" })).await.expect(200);
    while stream.next().await.expect("the stream goes on")["type"] != "presence" {}
    let present = bo.get(&place).await.expect(200).json;
    assert_eq!(present["items"].as_array().unwrap().len(), 2);
    jan.notes(ticket, "Mine.").await;
    assert_eq!(stream.next_changes(1).await[0].0, ticket["number"].as_i64().unwrap());
}

/// 7. A macro asks in the customer's language, waits and tags: looked at first, then carried out.
async fn answers_by_a_macro(bo: &Person, ann: &Person, ticket: &Value) {
    let asking = json!({ "name": "Ask", "actions": { "status": "pending", "add_tags": ["driver"], "message": {
        "kind": "note", "texts": { "en": "Asked {{requester.name}} for the driver." } } } });
    let asking = bo.post("/api/v1/macros", &asking).await.expect(201).json;
    let before = bo.reads(ticket).await;
    let preview = format!("/api/v1/macros/{}/preview", asking["id"].as_str().unwrap());
    bo.post(&preview, &json!({ "ticket_id": ticket["id"] })).await.expect(200);
    assert_eq!(bo.reads(ticket).await, before);
    let chosen = json!({ "macro_id": asking["id"] });
    act(bo, Method::POST, ticket, "macros", &chosen).await.expect(200);
    let after = bo.reads(ticket).await;
    assert_eq!((&after["status"], &after["staff"]["tags"]), (&json!("pending"), &json!(["driver"])));
    assert_eq!(bodies(ann, ticket).await.len(), 1, "customers know nothing of macros");
    bo.changes(ticket, json!({ "status": "open", "remove_tags": ["driver"] })).await;
}

/// 7. Sends, and takes it back within ten seconds: the customer never learns of it.
async fn takes_a_reply_back(bo: &Person, ann: &Person, ticket: &Value) {
    let reply = json!({ "kind": "reply", "body": "For the wrong person.", "set_status": "pending" });
    let sent = bo.writes(ticket, reply).await.expect(201).json;
    let path = format!("/api/v1/messages/{}", sent["id"].as_str().unwrap());
    bo.client().delete(&path).await.expect(204);
    bo.writes(ticket, json!({ "kind": "reply", "body": "Which driver?" })).await.expect(201);
    assert_eq!(bodies(ann, ticket).await, ["Driver: please help."]);
    let all = ["Driver: please help.", "I have seen this one before.", "Which driver?"];
    assert_eq!(bodies(bo, ticket).await, all);
}

/// 8. A note to a colleague with a picture, which no customer can fetch.
async fn notes_with_a_picture(desk: &Deployment, bo: &Person, jan: &Person, ann: &Person, ticket: &Value) {
    let picture = bo.uploads("screen.png", PICTURE).await;
    let note = json!({
        "kind": "note", "body": "Have a look.", "mentions": [jan.id], "attachment_ids": [picture["id"]],
    });
    bo.writes(ticket, note).await.expect(201);
    desk.mailbox.wait_for(&jan.email, "Have a look.").await;
    let found = jan.get("/api/v1/tickets?mentioned=me").await.expect(200).json;
    assert_eq!(found["items"][0]["id"], ticket["id"]);
    let content = format!("/api/v1/attachments/{}/content", picture["id"].as_str().unwrap());
    jan.get(&content).await.expect(200);
    ann.get(&content).await.expect_problem(404, "not_found");
}

/// 9. Merges with a preview; a late reply to the old number arrives in the target. Undoes a wrong one.
async fn merges_and_undoes(bo: &Person, ann: &Person, target: &Value, source: &Value) {
    let of_source = json!({ "source_id": source["id"] });
    let preview = bo.post(&format!("{}/merges/preview", path_of(target)), &of_source).await.expect(200).json;
    assert_eq!((&preview["message_count"], &preview["obstacle"]), (&json!(1), &Value::Null));
    assert_eq!(
        (&preview["participants"], &preview["new_readers"]),
        (&json!([]), &json!([])),
        "one customer's own"
    );
    let merge = act(bo, Method::POST, target, "merges", &of_source).await.expect(201).json;
    let late = ann.replies(source, "It is worse today.").await;
    assert_eq!(late["ticket_id"], target["id"]);
    let undo = format!("merges/{}", merge["id"].as_str().unwrap());
    act(bo, Method::DELETE, target, &undo, &Value::Null).await.expect(204);
    assert_eq!(bodies(ann, source).await, ["Fader again: please help."]);
    assert_eq!(bodies(ann, target).await, ["Fader: please help.", "It is worse today."]);
}

/// 10. Splits what is a problem of its own.
async fn splits(bo: &Person, ann: &Person, ticket: &Value) {
    let second = ann.replies(ticket, "And the display flickers.").await;
    let split = json!({ "message_id": second["id"], "scope": "message", "subject": "Display" });
    let fresh = act(bo, Method::POST, ticket, "splits", &split).await.expect(201).json;
    assert_eq!(bodies(ann, &fresh).await, ["And the display flickers."]);
    assert_eq!(bodies(ann, ticket).await, ["Two things: please help."]);
}

/// 15. Snoozes until a day in the future.
async fn snoozes(bo: &Person, ann: &Person, ticket: &Value) {
    let opened: DateTime<Utc> = ticket["created_at"].as_str().unwrap().parse().unwrap();
    let until = json!({ "wake_at": to_text(opened + TimeDelta::days(4)) });
    let asleep = act(bo, Method::PUT, ticket, "snooze", &until).await.expect(200).json;
    assert_eq!(asleep["staff"]["wake_at"], until["wake_at"]);
    assert_eq!(ann.reads(ticket).await["status"], "open", "the requester knows of nothing");
}

/// 16. 25 tickets about one bug: a macro for all of them links them to the problem. One is closed.
async fn does_the_same_to_many(bo: &Person, ann: &Person) {
    let problem = asks(ann, "Bug 7", "It hangs.").await;
    let mut tickets = Vec::new();
    for number in 1..=25 {
        tickets.push(asks(ann, &format!("Hangs {number}"), "It hangs as well.").await);
    }
    let of_merged = json!({ "source_id": tickets[24]["id"] });
    act(bo, Method::POST, &problem, "merges", &of_merged).await.expect(201);
    let known = json!({ "name": "Known bug", "actions": {
        "add_tags": ["bug-7"], "status": "pending", "link": { "relation": "child_of", "ticket_id": problem["id"] },
        "message": { "kind": "reply", "texts": { "en": "Hello {{requester.name}}, we are at it." } },
    } });
    let known = bo.post("/api/v1/macros", &known).await.expect(201).json;
    let ids: Vec<_> = tickets.iter().map(|ticket| &ticket["id"]).collect();
    let order = json!({ "ticket_ids": ids, "macro_id": known["id"] });
    let order = bo.post("/api/v1/tickets/bulk", &order).await.expect(202).json;
    let place = format!("/api/v1/bulk-orders/{}", order["id"].as_str().unwrap());
    until(async || bo.get(&place).await.json["state"] == "finished").await;
    let done = bo.get(&place).await.expect(200).json;
    assert_eq!((&done["done"], &done["refused"]), (&json!(24), &json!(1)));
    let results = bo.reads_all(&format!("{place}/results"), 10).await;
    assert_eq!(texts(&results[..24], "outcome"), ["done"; 24]);
    let closed = &results[24];
    assert_eq!(
        (&closed["code"], &closed["detail"]),
        (&json!("state_conflict"), &json!("the ticket is closed"))
    );
    let links = bo.get(&format!("{}/links", path_of(&problem))).await.expect(200).json;
    assert_eq!(texts(links["items"].as_array().unwrap(), "relation"), ["parent_of"; 24]);
    assert_eq!(bodies(ann, &tickets[0]).await, ["It hangs as well.", "Hello ann, we are at it."]);
}

/// 17. Searches by serial number, status and words, keeps the search as a view of her own, shares it with her team.
async fn searches_and_shares_the_view(bo: &Person, lea: &Person, jan: &Person) {
    let typed = "serial:KK1234 status<closed \"usb hub\"";
    let found = asks_for(bo, "search", typed).await.expect(200).json;
    assert_eq!(texts(found["items"].as_array().unwrap(), "subject"), ["USB hub"]);
    let own = json!({ "name": "Hubs", "filter": { "query": typed } });
    let own = bo.post("/api/v1/views", &own).await.expect(201).json;
    let place = format!("/api/v1/views/{}", own["id"].as_str().unwrap());
    jan.get(&place).await.expect_problem(404, "not_found");
    let team = json!({ "name": "Hubs", "member_ids": [bo.id, jan.id] });
    let team = lea.post("/api/v1/teams", &team).await.expect(201).json;
    let sharing = json!({ "shared_with": "team", "team_id": team["id"] });
    bo.patch(&place, &own["version"], &sharing).await.expect(200);
    let shown = jan.get(&format!("{place}/tickets")).await.expect(200).json;
    assert_eq!(texts(shown["items"].as_array().unwrap(), "subject"), ["USB hub"]);
    let counts = jan.get("/api/v1/views/counts").await.expect(200).json;
    let counted = counts["items"].as_array().unwrap().iter().find(|count| count["view_id"] == own["id"]);
    assert_eq!(counted.expect("jan sees the view")["count"], 1);
}

/// 18. Two save at once: the second is told, and nothing is lost.
async fn meets_a_colleague(bo: &Person, jan: &Person, ticket: &Value) {
    let version = bo.reads(ticket).await["version"].clone();
    let (high, tagged) = (json!({ "priority": "high" }), json!({ "add_tags": ["hub"] }));
    let path = path_of(ticket);
    let (one, two) = tokio::join!(bo.patch(&path, &version, &high), jan.patch(&path, &version, &tagged));
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    let late = if one.status.is_success() { two } else { one };
    let missed = late.expect_problem(412, "precondition_failed").json["changed"].clone();
    assert!([json!(["priority"]), json!(["tags"])].contains(&missed), "what the other changed: {missed}");
    bo.changes(ticket, json!({ "priority": "high", "add_tags": ["hub"] })).await;
    let both = bo.reads(ticket).await;
    assert_eq!((&both["staff"]["priority"], &both["staff"]["tags"]), (&json!("high"), &json!(["hub"])));
}

/// 19. A card number is masked as it comes in; what else should not be there is redacted.
async fn redacts(bo: &Person, ann: &Person) {
    let ticket = asks(ann, "Refund", "My card is 4111 1111 1111 1111, my password hunter2-Zyx.").await;
    assert!(!bodies(bo, &ticket).await[0].contains("4111 1111 1111 1111"));
    let message = bo.get(&format!("{}/messages", path_of(&ticket))).await.json["items"][0]["id"].clone();
    let part = format!("messages/{}/redactions", message.as_str().unwrap());
    act(bo, Method::POST, &ticket, &part, &json!({ "phrases": ["hunter2-Zyx"] })).await.expect(200);
    for person in [bo, ann] {
        assert!(bodies(person, &ticket).await[0].ends_with("my password [redacted]."));
    }
    let found = bo.get("/api/v1/search?q=hunter2").await.expect(200).json;
    assert_eq!(found["items"], json!([]));
}

/// 20. The connection drops while a reply is sent: sent again with its key, it is there once.
async fn loses_the_connection(desk: &Deployment, bo: &Person, ann: &Person, ticket: &Value) {
    let reply = json!({ "kind": "reply", "body": "Please use the rear socket." });
    let path = format!("{}/messages", path_of(ticket));
    let keyed = bo.with("idempotency-key", "the-reply-about-the-hub");
    let (one, two) = tokio::join!(keyed.post(&path, &reply), keyed.post(&path, &reply));
    for answer in [one, two] {
        assert!([201, 409].contains(&answer.status.as_u16()), "stored, or being stored: {}", answer.json);
    }
    keyed.post(&path, &reply).await.expect(201);
    let sent =
        |bodies: &[String]| bodies.iter().filter(|body| *body == "Please use the rear socket.").count();
    assert_eq!(sent(&bodies(bo, ticket).await), 1);
    desk.mailbox.wait_for(&ann.email, "Please use the rear socket.").await;
    assert_eq!(bodies(ann, ticket).await.len(), 2);
    desk.mailbox.wait_for(&ann.email, "Which driver?").await;
    assert!(desk.mailbox.take().iter().all(|letter| !letter.text().contains("For the wrong person.")));
}

/// 21. Someone calls: a ticket in the customer's name, who gets the letter.
async fn takes_a_call(desk: &Deployment, bo: &Person, ann: &Person) {
    let called = json!({ "subject": "Called", "body": "The lamp is dark.", "requester_id": ann.id });
    let ticket = bo.post("/api/v1/tickets", &called).await.expect(201).json;
    desk.mailbox.wait_for(&ann.email, "Called").await;
    assert_eq!(ann.reads(&ticket).await["requester"]["id"], ann.id.as_str());
}

/// 24. Signs out everywhere: no process takes the old token after five seconds.
async fn goes_home(desk: &Deployment, bo: &Person) {
    bo.client().delete("/api/v1/me/sessions").await.expect(204);
    until(async || {
        let mut refused = 0;
        for _ in desk.urls() {
            refused += usize::from(bo.get("/api/v1/me").await.status == 401);
        }
        refused == desk.urls().len()
    })
    .await;
}

#[tokio::test]
async fn on_sqlite() {
    day(Engine::Sqlite).await;
}

#[tokio::test]
async fn on_two_servers_and_postgres() {
    day(Engine::Postgres).await;
}
