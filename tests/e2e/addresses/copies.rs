use super::*;

/// How people write it again.
const PASTED: &str = "Send it to ZWÖLFAPFELSTR. 17,\n10997 Berlin. The key at the bakery!";

impl Case {
    /// Everything that the staff sees of the ticket.
    async fn ticket_text(&self) -> String {
        let path = kit::path_of(&self.ticket);
        let mut all = self.bo.get(&path).await.expect(200).json.to_string();
        for part in ["messages", "events", "draft"] {
            let answer = self.bo.get(&format!("{path}/{part}")).await;
            all.push_str(&answer.json.to_string());
        }
        all
    }

    async fn is_repeated(&self) -> bool {
        let text = self.ticket_text().await.to_lowercase();
        text.contains("apfelstr") || text.contains("bakery")
    }

    async fn pastes(&self) {
        self.ann.replies(&self.ticket, PASTED).await;
        self.bo.notes(&self.ticket, "She says: Zwoelfapfelstrasse 17").await;
        self.bo.replies(&self.ticket, "Nothing of it here, only Berlin and 17 faders.").await;
    }
}

async fn search(person: &Person, word: &str) -> usize {
    let found = person.get(&format!("/api/v1/search?q={word}")).await.expect(200).json;
    found["items"].as_array().unwrap().len()
}

kit::both_engines!(copies_in_the_ticket_go_with_the_end_of_the_repair, |app| {
    let case = Case::in_state(&app, "ready_to_ship").await;
    case.given().await;
    case.pastes().await;
    app.run_jobs().await;
    assert!(case.is_repeated().await && search(&case.bo, "bakery").await > 0);
    case.closes().await;
    let left = case.ticket_text().await;
    assert!(!case.is_repeated().await, "{left}");
    assert!(left.contains("[address removed]") && left.contains("only Berlin and 17 faders"), "{left}");
    app.run_jobs().await;
    assert_eq!(search(&case.bo, "bakery").await, 0);
    // That the desk looked for them is on record.
    assert_eq!(case.accesses(&case.ann).await.remove(0)["purpose"], "sweep");
});

kit::both_engines!(copies_go_whichever_way_the_address_goes, |app| {
    let case = Case::in_state(&app, "ready_to_ship").await;
    case.given().await;
    case.pastes().await;
    let mut other = address();
    other["street_lines"] = json!(["Lindenhofweg 4"]);
    other["delivery_note"] = json!("ring at the neighbours");
    case.gives(&case.ann, "*", &other).await.expect(200);
    assert!(!case.is_repeated().await, "replaced");

    case.ann.replies(&case.ticket, "No: Lindenhofweg 4!").await;
    case.ann.with("if-match", "*").send(Method::DELETE, &case.address(), "").await.expect(204);
    assert!(!case.ticket_text().await.contains("Lindenhofweg"), "withdrawn");

    case.given().await;
    case.pastes().await;
    let pick_up = json!({ "return_method": "pick_up" });
    let client = case.ann.with("if-match", "*").with("content-type", "application/merge-patch+json");
    client.send(Method::PATCH, &case.path(), pick_up.to_string()).await.expect(200);
    assert!(!case.is_repeated().await, "not needed");
    case.ann.get(&case.address()).await.expect(404);
    let rules: Vec<_> = case.receipt().await.iter().map(|end| end["rule"].clone()).collect();
    assert_eq!(rules, [json!("replaced"), json!("withdrawn"), json!("not_needed")]);
    app.run_jobs().await;
});

kit::both_engines!(copies_go_when_time_ends_the_repair, |app| {
    let case = Case::in_state(&app, "ready_to_ship").await;
    case.given().await;
    case.pastes().await;
    case.moves(&case.lou, "delivered", json!({ "identity_checked": true })).await.expect(200);
    assert!(case.is_repeated().await);
    crate::support::time_passes(&app, chrono::Duration::days(8)).await;
    let bo = app.sign_in(&case.bo.email).await;
    let ann = app.sign_in(&case.ann.email).await;
    let case = Case { ann, bo, ..case };
    assert_eq!(case.bo.get(&case.path()).await.expect(200).json["state"], "closed");
    assert!(!case.is_repeated().await);
    assert_eq!(case.receipt().await[0]["rule"], "closed");
});

kit::both_engines!(the_subject_of_a_merged_ticket_is_swept_too, |app| {
    let case = Case::in_state(&app, "ready_to_ship").await;
    case.given().await;
    let other = case.ann.opens_ticket("Send it to Zwölfapfelstraße 17").await;
    let merges = format!("{}/merges", kit::path_of(&case.ticket));
    let merge = json!({ "source_id": other["id"] });
    case.bo.with("if-match", "*").post(&merges, &merge).await.expect(201);
    let before = case.bo.get(&kit::path_of(&other)).await.expect(200).json.to_string();
    assert!(before.contains("Zwölfapfel"), "{before}");
    case.closes().await;
    let after = case.bo.get(&kit::path_of(&other)).await.expect(200).json;
    assert_eq!(after["subject"], "Send it to [address removed]");
    app.run_jobs().await;
});

kit::both_engines!(copies_are_found_in_tickets_that_were_split_or_merged, |app| {
    let case = Case::in_state(&app, "ready_to_ship").await;
    case.given().await;
    let split = async |from: &serde_json::Value, text: &str| {
        // A ticket keeps its first message.
        case.ann.replies(from, "And one thing more:").await;
        let reply = case.ann.replies(from, text).await;
        let new = json!({ "message_id": reply["id"], "scope": "message", "subject": "Once more: Zwölfapfelstr. 17" });
        let splits = format!("{}/splits", kit::path_of(from));
        case.bo.with("if-match", "*").post(&splits, &new).await.expect(201).json
    };
    // Off the case's ticket, off what was split off it, and merged from there into one that nobody split.
    let first = split(&case.ticket, "To Zwölfapfelstraße 17.").await;
    let second = split(&first, "I said: Zwoelfapfelstr. 17!").await;
    let third = case.ann.opens_ticket("Another thing").await;
    let merge = json!({ "source_id": second["id"] });
    case.bo.with("if-match", "*").post(&format!("{}/merges", kit::path_of(&third)), &merge).await.expect(201);
    let unrelated = case.ann.opens_ticket("Zwölfapfelstraße 17 is where I live").await;
    let texts = async || {
        let mut all = Vec::new();
        for ticket in [&case.ticket, &first, &second, &third] {
            for part in ["", "/messages"] {
                let path = format!("{}{part}", kit::path_of(ticket));
                all.push(case.bo.get(&path).await.expect(200).json.to_string().to_lowercase());
            }
        }
        all.iter().filter(|text| text.contains("apfelstr")).count()
    };
    assert_eq!(texts().await, 4, "both subjects, and a message in the first and in the third");
    case.closes().await;
    assert_eq!(texts().await, 0);
    let other = case.bo.get(&kit::path_of(&unrelated)).await.expect(200).json;
    assert!(other["subject"].as_str().unwrap().contains("Zwölfapfel"), "no message was moved from or to it");
    app.run_jobs().await;
    assert_eq!(search(&case.bo, "zwoelfapfelstr").await + search(&case.bo, "zwölfapfelstr").await, 0);
});

kit::both_engines!(copies_are_found_where_the_ticket_was_split_off, |app| {
    let case = Case::in_state(&app, "requested").await;
    case.pastes().await;
    let origin = case.ticket.clone();
    let about = case.ann.replies(&origin, "My other keyboard is broken, too.").await;
    let new = json!({ "message_id": about["id"], "scope": "message", "subject": "The other one" });
    let splits = format!("{}/splits", kit::path_of(&origin));
    let ticket = case.bo.with("if-match", "*").post(&splits, &new).await.expect(201).json;
    let products = case.ann.get("/api/v1/products").await.expect(200).json;
    let request = json!({
        "ticket_id": ticket["id"], "product_id": products["items"][0]["id"],
        "no_serial_reason": "The label is gone.", "symptom": "It is dead.", "battery": "none",
        "return_method": "parcel"
    });
    let repair = case.ann.post("/api/v1/repairs", &request).await.expect(201).json;
    let case = Case { ticket, repair, ..case };
    case.comes_to("ready_to_ship").await;
    case.given().await;
    let read = async || {
        let path = format!("{}/messages", kit::path_of(&origin));
        case.bo.get(&path).await.expect(200).json.to_string().to_lowercase()
    };
    assert!(read().await.contains("apfelstr"));
    case.closes().await;
    let left = read().await;
    assert!(!left.contains("apfelstr") && !left.contains("bakery") && left.contains("17 faders"), "{left}");
    app.run_jobs().await;
});

kit::both_engines!(copies_in_the_names_of_files_go_too, |app| {
    let case = Case::in_state(&app, "ready_to_ship").await;
    case.given().await;
    let sent = case.ann.uploads("Zwölfapfelstr. 17.txt", b"Where I live.").await;
    let message = json!({ "kind": "reply", "body": "See there.", "attachment_ids": [sent["id"]] });
    case.ann.writes(&case.ticket, message).await.expect(201);
    let waiting = case.bo.uploads("To Zwölfapfelstraße 17.txt", b"To be sent.").await;
    let draft = json!({ "kind": "reply", "body": "I attach it.", "attachment_ids": [waiting["id"]] });
    let place = format!("{}/draft", kit::path_of(&case.ticket));
    put(&case.bo.with("if-match", "\"0\""), &place, &draft).await.expect(200);
    let other = case.ann.uploads("Fader 17.txt", b"It jams.").await;
    let message = json!({ "kind": "reply", "body": "And this.", "attachment_ids": [other["id"]] });
    case.ann.writes(&case.ticket, message).await.expect(201);
    let names = async || {
        let mut names = Vec::new();
        for file in [&sent, &waiting, &other] {
            let path = format!("/api/v1/attachments/{}", file["id"].as_str().unwrap());
            let named = case.bo.get(&path).await.expect(200).json["file_name"].as_str().unwrap().to_owned();
            let got = case.bo.get(&format!("{path}/content")).await.expect(200);
            names.push((named, got.header("content-disposition").unwrap()));
        }
        names
    };
    let before = names().await;
    assert_eq!(before[0].0, "Zwölfapfelstr. 17.txt");
    assert!(before[..2].iter().all(|(_, header)| header.contains("lfapfelstr")), "{before:?}");
    case.closes().await;
    let after = names().await;
    assert_eq!(after[0].0, "[address removed].txt");
    assert_eq!(after[1].0, "To [address removed].txt");
    assert!(after[..2].iter().all(|(_, header)| header.contains("address")), "{after:?}");
    assert!(after.iter().all(|(_, header)| !header.contains("lfapfelstr")), "{after:?}");
    assert_eq!(after[2], before[2]);
    let listed = case.ticket_text().await;
    assert!(listed.contains("[address removed].txt") && !listed.contains("lfapfelstr"), "{listed}");
    app.run_jobs().await;
});
