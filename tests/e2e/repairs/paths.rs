//! Random ways through the whole machine: whatever is tried in whatever order, what must never be never is.

#![expect(clippy::panic, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;

use chrono::Duration;
use domain::repair::State;
use kit::{Person, TestApp};
use serde_json::{Value, json};

use super::{
    Shop,
    addresses::{assert_none_is_left, gives_address},
    intake, moves, path, reads, sends,
};
use crate::support::{rows, time_passes};

/// Numbers that look like chance and are the same each time (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) >> 16).unwrap() % bound
    }

    fn choose<'c, T>(&mut self, choices: &'c [T]) -> &'c T {
        &choices[self.below(choices.len())]
    }
}

/// A body with all that a move needs.
async fn filled(app: &TestApp, shop: &Shop, repair: &Value, one: &Value, dice: &mut Dice) -> Value {
    let mut body = json!({});
    for need in one["needs"].as_array().unwrap() {
        let need = need.as_str().unwrap();
        body[need] = match need {
            "coverage" => json!(dice.choose(&["legal_guarantee", "paid"])),
            "reason" | "note" => json!("Because."),
            "rma_number" => repair["rma_number"].clone(),
            "intake" => intake(),
            "quote" => json!({
                "currency": "EUR", "maximum": true, "days_needed": 3, "decline_fee_minor": 0,
                "lines": [{ "kind": "fee", "text": "Work", "quantity_milli": 1000, "unit_minor": 100, "tax_rate": 0 }],
                "valid_until": app.now() + Duration::days(10),
            }),
            "quote_version" => {
                let quotes = shop.lead.get(&format!("{}/quotes", path(repair))).await.expect(200).json;
                let last = quotes["items"].as_array().unwrap().last().unwrap().clone();
                json!({ "version": last["version"], "content_hash": last["content_hash"] })
            }
            "decision_proof" => json!({ "channel": "letter", "said_by": "customer", "said_at": app.now() }),
            "recycling_consent" | "identity_checked" => json!(true),
            "part" => json!({ "text": "Fader", "expected_on": "2030-01-01" }),
            "work" => json!({ "text": "Cleaned.", "minutes": 5 }),
            "checklist" => json!(["It plays."]),
            "outcome" => dice.choose(one["outcomes"].as_array().unwrap()).clone(),
            "serial" => json!("K61-004711"),
            "disposal" => {
                json!({ "way": dice.choose(&["recycled", "donated", "kept_for_parts"]), "data_destroyed": true })
            }
            "second_person_id" => json!(shop.agent.id),
            other => panic!("no {other} is known"),
        };
        if body["outcome"] == "exchanged" {
            body["replacement_serial"] = json!("K61-000815");
        }
    }
    body
}

/// Writes down that nothing is to be paid.
async fn prices(shop: &Shop, repair: &Value) {
    let price = format!("{}/final-price", path(repair));
    sends(&shop.lead, axum::http::Method::PUT, &price, &json!({ "lines": [] })).await.expect(200);
}

/// Tries to go anywhere; what is not possible is refused with what is.
async fn tries_anything(person: &Person, repair: &Value, dice: &mut Dice) {
    let seen = reads(person, repair).await;
    let possible: BTreeSet<_> =
        seen["allowed_transitions"].as_array().unwrap().iter().map(|one| one["to"].to_string()).collect();
    let to = dice.choose(State::ALL).name();
    let reply = moves(person, repair, to, json!({})).await;
    if possible.contains(&json!(to).to_string()) {
        return;
    }
    let problem = reply.expect_problem(409, "state_conflict").json;
    let told: BTreeSet<_> =
        problem["allowed_transitions"].as_array().unwrap().iter().map(Value::to_string).collect();
    assert_eq!(told, possible, "{to} by {} from {}", person.email, seen["state"]);
    assert_eq!(reads(person, repair).await["version"], seen["version"], "nothing has happened");
}

/// The repair, if the database lets it have an address.
fn place_of(repair: &Value) -> String {
    let number = repair["rma_number"].as_str().unwrap();
    format!("repair_case WHERE address_allowed AND rma_number = '{number}'")
}

/// What must be so at every moment.
async fn check(app: &TestApp, shop: &Shop) {
    assert_none_is_left(app).await;
    let device = shop.device["id"].as_str().unwrap();
    let cases = shop.lead.reads_all(&format!("/api/v1/repairs?device_id={device}"), 100).await;
    let state = |case: &Value| State::from_name(case["state"].as_str().unwrap()).unwrap();
    assert!(cases.iter().filter(|case| !state(case).is_terminal()).count() <= 1, "two open repairs");
    for case in &cases {
        assert!(state(case) != State::Closed || !case["outcome"].is_null(), "closed without outcome");
    }
}

kit::both_engines!(on_no_way_does_anything_happen_that_must_not, |app| {
    let mut shop = Shop::open(&app).await;
    let mut reached = BTreeSet::new();
    for start in 0..4_u64 {
        let mut dice = Dice(start);
        let mut repair = shop.asks().await;
        for _ in 0..30 {
            let people = [&shop.ann, &shop.agent, &shop.technician, &shop.logistics, &shop.lead, &shop.lead];
            let person = *dice.choose(&people);
            match dice.below(8) {
                0 => tries_anything(person, &repair, &mut dice).await,
                1 => {
                    let method = dice.choose(&["parcel", "pick_up", "locker"]);
                    let patch = json!({ "return_method": method });
                    sends(&shop.ann, axum::http::Method::PATCH, &path(&repair), &patch).await;
                }
                2 if dice.below(2) == 0 => {
                    // Refused where there may be none.
                    let allowed = rows(&app, &place_of(&repair)).await == 1;
                    assert_eq!(gives_address(&app, &repair).await.is_ok(), allowed);
                }
                2 => {
                    time_passes(&app, Duration::days(4)).await;
                    shop.sign_in_again(&app).await;
                }
                _ => {
                    let seen = reads(person, &repair).await;
                    let possible = seen["allowed_transitions"].as_array().unwrap();
                    if let Some(at) = (!possible.is_empty()).then(|| dice.below(possible.len())) {
                        let mut one = possible[at].clone();
                        let missing = one["missing"].as_array_mut().unwrap();
                        if missing.contains(&json!("final_price")) {
                            prices(&shop, &repair).await;
                            missing.retain(|need| need != "final_price");
                        }
                        let body = filled(&app, &shop, &repair, &one, &mut dice).await;
                        let to = one["to"].as_str().unwrap();
                        let reply = moves(person, &repair, to, body).await;
                        let missing = one["missing"].as_array().unwrap();
                        let fits = if missing.is_empty() { [200, 422] } else { [409, 409] };
                        assert!(fits.contains(&reply.status.as_u16()), "{one}: {}", reply.json);
                    }
                }
            }
            check(&app, &shop).await;
            let now = reads(&shop.lead, &repair).await;
            reached.insert(now["state"].as_str().unwrap().to_owned());
            if State::from_name(now["state"].as_str().unwrap()).unwrap().is_terminal() {
                repair = shop.asks().await;
            }
        }
        // The next walk begins with the device free: what is left over ends.
        ends(&app, &mut shop, &repair).await;
    }
    assert!(reached.len() >= 10, "only {reached:?} were reached");
    app.run_jobs().await;
});

/// Brings a repair to its end, from wherever it is.
async fn ends(app: &TestApp, shop: &mut Shop, repair: &Value) {
    let mut dice = Dice(7);
    for _ in 0..400 {
        let now = reads(&shop.lead, repair).await;
        if State::from_name(now["state"].as_str().unwrap()).unwrap().is_terminal() {
            return;
        }
        let people = [&shop.ann, &shop.lead];
        let person = *dice.choose(&people);
        let seen = reads(person, repair).await;
        let possible = seen["allowed_transitions"].as_array().unwrap();
        if possible.is_empty() {
            time_passes(app, Duration::days(2)).await;
            shop.sign_in_again(app).await;
            continue;
        }
        let one = dice.choose(possible).clone();
        let body = filled(app, shop, repair, &one, &mut dice).await;
        if one["missing"].as_array().unwrap().contains(&json!("final_price")) {
            prices(shop, repair).await;
        }
        moves(person, repair, one["to"].as_str().unwrap(), body).await;
    }
    panic!("a repair comes to no end");
}
