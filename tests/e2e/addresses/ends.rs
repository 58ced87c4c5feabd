//! Ends that nobody asks for, and what people have written into the repair itself.

use chrono::Duration;
use domain::id::RepairId;

use super::{
    links::{LINK, holding},
    *,
};
use crate::support::{rows, time_passes};

impl Case {
    pub(super) fn id(&self) -> RepairId {
        RepairId::from_uuid(self.repair["id"].as_str().unwrap().parse().unwrap())
    }

    /// Sessions have ended meanwhile.
    pub(super) async fn signed_in_again(self, app: &TestApp) -> Self {
        Self {
            ann: app.sign_in(&self.ann.email).await,
            bo: app.sign_in(&self.bo.email).await,
            lou: app.sign_in(&self.lou.email).await,
            lea: app.sign_in(&self.lea.email).await,
            pat: app.sign_in(&self.pat.email).await,
            ..self
        }
    }

    /// Everything that the staff reads of the repair itself.
    async fn own_text(&self) -> String {
        let mut all = self.bo.get(&self.path()).await.expect(200).json.to_string();
        for part in ["history", "intake", "work-log", "quotes"] {
            all.push_str(&self.bo.get(&format!("{}/{part}", self.path())).await.expect(200).json.to_string());
        }
        all + &json!(self.accesses(&self.pat).await).to_string()
    }

    /// The customer's letters since they were last looked at.
    async fn letters(&self, app: &TestApp) -> Vec<String> {
        app.run_jobs().await;
        let mails = app.mailbox.take();
        mails.into_iter().filter(|mail| mail.to == self.ann.email).map(|mail| mail.subject()).collect()
    }
}

/// In every text that a repair has.
const SAID: &str = "goes to Zwölfapfelstr. 17 again";

kit::both_engines!(copies_in_the_repairs_own_texts_go_with_it, |app| {
    let case = Case::in_state(&app, "requested").await;
    let declared = json!({ "accessories": [{ "name": "Bag with Zwölfapfelstraße 17 on it", "count": 1 }] });
    let declared = case.ann.patch(&case.path(), &case.repair["version"], &declared).await;
    assert_eq!(declared.status, 200, "{}", declared.json);
    case.comes_to("received").await;
    case.given().await;
    let box_of = json!({ "name": "box, Zwölfapfelstraße 17", "received": 1 });
    let bag = json!({ "name": "Bag with Zwölfapfelstraße 17 on it", "received": 0 });
    let intake = json!({ "condition": SAID, "accessories": [box_of, bag] });
    case.moves(&case.tom, "diagnosing", json!({ "intake": intake })).await.expect(200);
    case.moves(&case.tom, "repairing", json!({})).await.expect(200);
    let work = json!({ "text": SAID, "minutes": 40 });
    case.moves(&case.tom, "testing", json!({ "work": work, "note": SAID })).await.expect(200);
    let ready = json!({ "checklist": [SAID], "outcome": "repaired" });
    case.moves(&case.tom, "ready_to_ship", ready).await.expect(200);
    let hold = json!({ "reason": SAID, "until": domain::clock::to_text(app.now() + Duration::days(3)) });
    put(&case.bo.with("if-match", "*"), &format!("{}/hold", case.path()), &hold).await.expect(200);
    let reason = json!({ "purpose": "break_glass", "note": SAID });
    case.reveals(&case.lea, reason).await.expect(200);
    let back = json!({ "name": "box, Zwölfapfelstraße 17", "returned": 0, "difference": SAID });
    let accessories = format!("{}/accessories", case.path());
    put(&case.lou.with("if-match", "*"), &accessories, &json!({ "accessories": [back] })).await.expect(200);
    case.moves(&case.lou, "outbound", json!({ "serial": "K61-1" })).await.expect(200);
    let told = json!({
        "ticket_id": case.ticket["id"], "kinds": ["contact"], "recipient": "Who lives Zwölfapfelstr. 17",
        "recipient_kind": "other", "basis": "consent", "purpose": SAID, "at": app.now(),
    });
    let told = case.pat.post("/api/v1/privacy/disclosures", &told).await.expect(201);
    assert_eq!(told.json["repair_id"], case.repair["id"], "its address is looked for in it");
    assert!(case.own_text().await.matches("Zwölfapfelstr").count() >= 9, "{}", case.own_text().await);

    // Also what is said in the very act that ends it.
    let lost = json!({ "outcome": "lost_compensated", "reason": SAID, "note": SAID });
    case.moves(&case.lea, "closed", lost).await.expect(200);
    let left = case.own_text().await;
    assert!(!left.contains("Zwölfapfelstr"), "{left}");
    let entry = case.pat.get(&told.header("location").unwrap()).await.expect(200).json;
    let texts = (&entry["recipient"], &entry["purpose"]);
    assert_eq!(texts, (&json!("Who lives [address removed]"), &json!("goes to [address removed] again")));
    assert!(
        left.contains("goes to [address removed] again") && left.contains("box, [address removed]"),
        "{left}"
    );
    assert_eq!(case.receipt().await[0]["copies"], "removed");
    let letters: Vec<_> = {
        app.run_jobs().await;
        app.mailbox.take().iter().map(kit::Mail::text).collect()
    };
    assert!(letters.iter().all(|text| !text.contains("Zwölfapfelstr. 17 again")), "{letters:?}");
});

kit::both_engines!(what_nobody_can_tell_from_a_town_is_not_said_to_be_removed, |app| {
    let case = Case::in_state(&app, "ready_to_ship").await;
    let town = json!({
        "country": "IE", "recipient": "Ann", "street_lines": ["Dingle"], "locality": "Dingle", "postal_code": "V92 XY00",
    });
    let given = case.gives(&case.ann, "\"0\"", &town).await;
    assert_eq!(given.status, 200, "{}", given.json);
    case.ann.replies(&case.ticket, "I live in Dingle.").await;
    case.moves(&case.lou, "outbound", json!({ "serial": "K61-1" })).await.expect(200);
    case.moves(&case.lou, "delivered", json!({})).await.expect(200);
    case.moves(&case.ann, "closed", json!({})).await.expect(200);
    assert_eq!(case.receipt().await[0]["copies"], "not_searchable");
    let messages = case.bo.get(&format!("{}/messages", kit::path_of(&case.ticket))).await.json.to_string();
    assert!(messages.contains("I live in Dingle."), "{messages}");
    app.run_jobs().await;
    app.mailbox.take();
});

kit::both_engines!(the_ceiling_sweeps_asks_anew_and_starts_the_clock, |app| {
    let case = Case::in_state(&app, "ready_to_ship").await;
    case.given().await;
    case.ann.replies(&case.ticket, "It is Zwölfapfelstraße 17, as ever.").await;
    case.letters(&app).await;
    time_passes(&app, Duration::days(179)).await;
    assert_eq!(rows(&app, "repair_address").await, 1);
    case.letters(&app).await;
    time_passes(&app, Duration::days(2)).await;
    let case = case.signed_in_again(&app).await;
    assert_eq!(rows(&app, "repair_address").await, 0);
    let ends = case.receipt().await;
    assert_eq!((&ends[0]["rule"], &ends[0]["copies"]), (&json!("ceiling"), &json!("removed")));
    let messages = case.bo.get(&format!("{}/messages", kit::path_of(&case.ticket))).await.json.to_string();
    assert!(messages.contains("[address removed]") && !messages.contains("Zwölfapfel"), "{messages}");
    // The case waits for an address: the customer is asked at once, and reminded by the clock.
    assert!(case.ann.get(&case.path()).await.json["awaiting_address_since"].is_string());
    let asked = case.letters(&app).await;
    assert!(asked.iter().any(|subject| subject.starts_with("Where shall we send")), "{asked:?}");
    time_passes(&app, Duration::days(4)).await;
    let reminded = case.letters(&app).await;
    assert!(reminded.iter().any(|subject| subject.contains("reminder")), "{reminded:?}");
});

kit::both_engines!(a_claim_keeps_the_address_past_its_ceiling, |app| {
    let case = Case::in_state(&app, "ready_to_ship").await;
    case.given().await;
    case.moves(&case.lou, "outbound", json!({ "serial": "K61-1" })).await.expect(200);
    let claim = json!({ "claim_open": true }).to_string();
    let client = case.lou.with("if-match", "*").with("content-type", "application/merge-patch+json");
    client.send(Method::PATCH, &case.path(), claim).await.expect(200);
    time_passes(&app, Duration::days(181)).await;
    assert_eq!(rows(&app, "repair_address").await, 1);
    let case = case.signed_in_again(&app).await;
    let settled = json!({ "claim_open": false }).to_string();
    let client = case.lou.with("if-match", "*").with("content-type", "application/merge-patch+json");
    client.send(Method::PATCH, &case.path(), settled).await.expect(200);
    time_passes(&app, Duration::hours(2)).await;
    assert_eq!(rows(&app, "repair_address").await, 0);
});

kit::both_engines!(a_link_does_not_outlive_the_address_that_ended, |app| {
    let case = Case::in_state(&app, "ready_to_ship").await;
    case.lou.post(&format!("{}/requests", case.address()), &Value::Null).await.expect(202);
    app.run_jobs().await;
    let holder = holding(&app, &app.mailbox.take_only_to(&case.ann.email).token());
    holder.get(LINK).await.expect(200);
    for method in ["pick_up", "parcel"] {
        let body = json!({ "return_method": method }).to_string();
        let client = case.ann.with("if-match", "*").with("content-type", "application/merge-patch+json");
        client.send(Method::PATCH, &case.path(), body).await.expect(200);
    }
    // There is a place for an address again; the link that was on its way is no way to it.
    holder.get(LINK).await.expect(410);
    put(&holder, LINK, &address()).await.expect(410);
    case.given().await;
});
