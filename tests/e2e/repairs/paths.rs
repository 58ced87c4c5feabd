//! Random ways through the whole machine: whatever is tried in whatever order, what must never be never is.

#![expect(clippy::panic, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;

use axum::http::Method;
use chrono::Duration;
use domain::repair::{Mover, State, TRANSITIONS, Transition};
use kit::{Person, TestApp};
use serde_json::{Value, json};

use super::{
    Shop,
    addresses::{assert_none_is_left, gives_address},
    intake, moves, path, reads, sends,
    unpacking::{confirms, unpacks},
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
            "intake" => {
                let mut found = intake();
                found["serial"] = json!(dice.choose(&["K61-004711", "K61-004711", WRONG]));
                found
            }
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

/// The number of another unit than the one that is announced.
const WRONG: &str = "K61-009999";

/// From how many beginnings it is tried at most to come everywhere.
const MOST_STARTS: u64 = 12;

/// Writes down that nothing is to be paid.
async fn prices(shop: &Shop, repair: &Value) {
    let price = format!("{}/final-price", path(repair));
    sends(&shop.lead, Method::PUT, &price, &json!({ "lines": [] })).await.expect(200);
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
    let code = if reply.json["code"] == "repair_held" { "repair_held" } else { "state_conflict" };
    assert!(
        code == "state_conflict" || State::from_name(to).unwrap().is_terminal(),
        "the law keeps it from its end only"
    );
    let problem = reply.expect_problem(409, code).json;
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
        let is_due = matches!(
            state(case),
            State::ReadyToShip
                | State::Outbound
                | State::Undeliverable
                | State::Unclaimed
                | State::Delivered
                | State::Closed
        );
        assert!(!is_due || !case["outcome"].is_null(), "{} without outcome", case["state"]);
    }
}

/// Whether the device is in a repair that is not over.
async fn is_taken(shop: &Shop) -> bool {
    let device = shop.device["id"].as_str().unwrap();
    let cases = shop.lead.reads_all(&format!("/api/v1/repairs?device_id={device}"), 100).await;
    cases.iter().any(|case| !is_over(case))
}

fn is_over(repair: &Value) -> bool {
    State::from_name(repair["state"].as_str().unwrap()).unwrap().is_terminal()
}

/// A random way: the repair that goes on, and those that were before it.
struct Walk<'w> {
    app: &'w TestApp,
    shop: Shop,
    dice: Dice,
    repair: Value,
    former: Vec<Value>,
    reached: BTreeSet<String>,
}

impl Walk<'_> {
    /// Somebody does something.
    async fn step(&mut self) {
        match self.dice.below(14) {
            0 => {
                let person = self.person();
                tries_anything(&person, &self.repair, &mut self.dice).await;
            }
            1 => {
                let method = self.dice.choose(&["parcel", "pick_up", "locker"]);
                let patch = json!({ "return_method": method });
                sends(&self.shop.ann, Method::PATCH, &path(&self.repair), &patch).await;
            }
            2 => {
                // Refused where there may be none.
                let allowed = rows(self.app, &place_of(&self.repair)).await == 1;
                assert_eq!(gives_address(self.app, &self.repair).await.is_ok(), allowed);
            }
            3 => self.waits().await,
            4 => self.asks_again().await,
            5 => self.comes_back().await,
            6 => self.is_tracked().await,
            7 => self.is_held().await,
            _ => self.goes_on().await,
        }
    }

    fn person(&mut self) -> Person {
        let shop = &self.shop;
        let people = [&shop.ann, &shop.agent, &shop.technician, &shop.logistics, &shop.lead, &shop.lead];
        (*self.dice.choose(&people)).clone()
    }

    /// A few days, or a long time in which nobody does anything, also where that leads where it has not been before.
    async fn waits(&mut self) {
        let now = reads(&self.shop.lead, &self.repair).await;
        let leads_on = |edge: &&Transition| {
            now["state"] == edge.from.name()
                && edge.by.contains(&Mover::Time)
                && !self.reached.contains(edge.to.name())
        };
        let is_new = TRANSITIONS.iter().any(|edge| leads_on(&edge));
        let days = if is_new { 36 } else { *self.dice.choose(&[4, 4, 4, 36]) };
        for _ in 0..days / 4 {
            time_passes(self.app, Duration::days(4)).await;
        }
        self.shop.sign_in_again(self.app).await;
    }

    /// The customer asks for another repair of the same device: refused exactly while there is one.
    async fn asks_again(&mut self) {
        let is_taken = is_taken(&self.shop).await;
        let asked = self.shop.ann.post("/api/v1/repairs", &self.shop.request()).await;
        if is_taken {
            asked.expect(409);
        } else {
            self.goes_on_with(asked.expect(201).json);
        }
    }

    fn goes_on_with(&mut self, repair: Value) {
        self.former.push(std::mem::replace(&mut self.repair, repair));
    }

    /// The parcel of a former repair comes back: it goes on exactly if it was closed and the device is in no other.
    async fn comes_back(&mut self) {
        if self.former.is_empty() {
            return;
        }
        let at = self.dice.below(self.former.len());
        let former = self.former[at].clone();
        let state = reads(&self.shop.lead, &former).await["state"].clone();
        let is_taken = is_taken(&self.shop).await;
        let scanned = json!({ "rma_number": former["rma_number"] });
        let back = moves(&self.shop.logistics, &former, "undeliverable", scanned).await;
        if state == "closed" && !is_taken {
            // One that never left cannot come back.
            assert!([200, 409].contains(&back.status.as_u16()), "{}", back.json);
        } else {
            back.clone().expect(409);
        }
        if back.status == 200 {
            self.former.remove(at);
            self.goes_on_with(former);
        }
    }

    /// A carrier tells something of a parcel, in no order.
    async fn is_tracked(&mut self) {
        let list = format!("{}/shipments", path(&self.repair));
        let direction = self.dice.choose(&["inbound", "outbound"]);
        self.shop.logistics.post(&list, &json!({ "direction": direction })).await;
        let parcels = self.shop.logistics.get(&list).await.expect(200).json;
        let parcels = parcels["items"].as_array().unwrap();
        if parcels.is_empty() {
            return;
        }
        let parcel = self.dice.choose(parcels)["id"].as_str().unwrap().to_owned();
        let states =
            ["announced", "in_transit", "attempt_failed", "delivered", "returning", "returned", "lost"];
        let event = json!({
            "event_id": self.dice.below(1 << 30).to_string(), "state": self.dice.choose(&states),
            "occurred_at": self.app.now()
        });
        let place = format!("/api/v1/shipments/{parcel}/tracking-events");
        let told = self.shop.logistics.post(&place, &event).await;
        assert!([200, 409, 422].contains(&told.status.as_u16()), "{}", told.json);
    }

    /// The desk or the law holds it for a while, or no longer.
    async fn is_held(&mut self) {
        let hold = json!({ "reason": "Wait.", "until": self.app.now() + Duration::days(3) });
        let (who, part) =
            *self.dice.choose(&[(&self.shop.agent, "hold"), (&self.shop.officer, "legal-hold")]);
        let place = format!("{}/{part}", path(&self.repair));
        let (method, body) =
            self.dice.choose(&[(Method::PUT, &hold), (Method::DELETE, &Value::Null)]).clone();
        let answer = sends(who, method, &place, body).await;
        assert!(answer.status.as_u16() < 500 && answer.status != 403, "{}", answer.json);
    }

    /// Somebody moves it, where it has not been before if that is possible.
    async fn goes_on(&mut self) {
        // Whom the table calls for there, if anybody; else anybody.
        let now = reads(&self.shop.lead, &self.repair).await;
        let leads_on =
            |edge: &&Transition| now["state"] == edge.from.name() && !self.reached.contains(edge.to.name());
        let movers = TRANSITIONS.iter().filter(leads_on).flat_map(|edge| edge.by);
        let called: Vec<_> = movers.filter_map(|mover| self.shop.who_is(*mover)).collect();
        let person = if called.is_empty() { self.person() } else { (*self.dice.choose(&called)).clone() };
        let seen = reads(&person, &self.repair).await;
        let possible = seen["allowed_transitions"].as_array().unwrap().clone();
        if possible.is_empty() {
            return;
        }
        let is_new =
            |one: &&Value| one["missing"] == json!([]) && !self.reached.contains(one["to"].as_str().unwrap());
        let new = possible.iter().find(is_new);
        let mut one = new.unwrap_or_else(|| self.dice.choose(&possible)).clone();
        let missing = one["missing"].as_array_mut().unwrap();
        if missing.contains(&json!("final_price")) {
            prices(&self.shop, &self.repair).await;
            missing.retain(|need| need != "final_price");
        }
        let body = filled(self.app, &self.shop, &self.repair, &one, &mut self.dice).await;
        let to = one["to"].as_str().unwrap();
        let is_wrong = body["intake"]["serial"] == WRONG && one["missing"] == json!([]);
        let reply = moves(&person, &self.repair, to, body.clone()).await;
        if is_wrong {
            reply.expect_problem(409, "repair_not_ready");
            unpacks(&self.shop.technician, &self.repair, &body["intake"]).await.expect(200);
            confirms(&self.shop.lead, &self.repair, "It is the right one.").await.expect(200);
            return;
        }
        let missing = one["missing"].as_array().unwrap();
        let fits = if missing.is_empty() { [200, 422] } else { [409, 409] };
        let is_held = reply.json["code"] == "repair_held";
        assert!(is_held || fits.contains(&reply.status.as_u16()), "{one}: {}", reply.json);
    }
}

/// Walks from one beginning after the other, at least so many, until every state was reached; returns those that were.
async fn walk(app: &TestApp, at_least: u64, steps: usize) -> BTreeSet<String> {
    let shop = Shop::open(app).await;
    let repair = shop.asks().await;
    let (dice, former, reached) = (Dice(0), Vec::new(), BTreeSet::new());
    let mut walk = Walk { app, shop, dice, repair, former, reached };
    for start in 0..MOST_STARTS {
        if start >= at_least && walk.reached.len() == State::ALL.len() {
            break;
        }
        walk.dice = Dice(start);
        if is_over(&reads(&walk.shop.lead, &walk.repair).await) {
            walk.asks_again().await;
        }
        for _ in 0..steps {
            walk.step().await;
            check(app, &walk.shop).await;
            let now = reads(&walk.shop.lead, &walk.repair).await;
            walk.reached.insert(now["state"].as_str().unwrap().to_owned());
        }
        // Whatever is left over comes to an end.
        ends(app, &mut walk.shop, &walk.repair).await;
    }
    app.run_jobs().await;
    walk.reached
}

kit::both_engines!(on_no_way_does_anything_happen_that_must_not, |app| {
    let reached = walk(&app, 3, 45).await;
    let all: BTreeSet<_> = State::ALL.iter().map(|state| state.name().to_owned()).collect();
    assert_eq!(reached, all);
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
