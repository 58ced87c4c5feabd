//! Two servers, one database: whoever closes, ships, reveals and gives an address at the same moment, no closed
//! repair has one.

use std::collections::HashSet;

use domain::identity::Role;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use tokio::sync::oneshot;

use super::*;
use crate::people::{add_people, sign_in};

/// In the suite, in a bit more than a minute; `BENCHDESK_RACE_ROUNDS` asks for more or less.
const ROUNDS: usize = 1000;

fn rounds() -> usize {
    std::env::var("BENCHDESK_RACE_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS)
}

/// Somebody at one of the servers.
pub(super) struct At {
    pub(super) http: Client,
    pub(super) url: String,
    pub(super) token: String,
}

impl At {
    pub(super) async fn sign_in(server: &Server, number: usize) -> Self {
        let http = kit::http();
        let token = sign_in(&http, &server.url, number).await;
        Self { http, url: server.url.clone(), token }
    }

    pub(super) fn asks(&self, method: Method, case: RepairId, part: &str) -> RequestBuilder {
        let url = format!("{}/api/v1/repairs/{case}{part}", self.url);
        self.http.request(method, url).bearer_auth(&self.token).header("if-match", "*")
    }

    /// The status; never a defect, and never a secret kept badly.
    async fn sends(&self, method: Method, case: RepairId, part: &str, body: &Value) -> u16 {
        let answer = self.asks(method, case, part).json(body).send().await.unwrap();
        let status = answer.status().as_u16();
        assert_ne!(status, 500, "{part}: {}", answer.text().await.unwrap());
        status
    }

    async fn moves(&self, case: RepairId, body: &Value) -> u16 {
        self.sends(Method::POST, case, "/transitions", body).await
    }
}

/// Where the parcel goes.
fn address() -> Value {
    json!({
        "country": "DE", "recipient": "Ann Example", "street_lines": ["Beispielweg 5"], "postal_code": "10115",
        "locality": "Berlin"
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_closed_repair_has_an_address_whoever_races_on_two_servers() {
    let desk = VaultDesk::create(Engine::Postgres).await;
    for (number, role) in [(0, Role::Customer), (1, Role::Lead), (2, Role::Logistics)] {
        add_people(&desk.files, number..number + 1, role).await;
    }
    let settings =
        [("BENCHDESK_PUBLIC_URL", "http://desk.example.org"), ("BENCHDESK_REQUESTS_PER_MINUTE", "100000")];
    let (one, other) = (serve(&desk.files, &settings).await, serve(&desk.files, &settings).await);
    let ann = At::sign_in(&other, 0).await;
    let (lea, lou) = (At::sign_in(&one, 1).await, At::sign_in(&other, 2).await);
    let lea_elsewhere = At { http: kit::http(), url: other.url.clone(), token: lea.token.clone() };

    let close = json!({ "to": "closed", "outcome": "lost_compensated", "reason": "Lost." });
    let ship = json!({ "to": "outbound", "serial": "K61-1" });
    let glass = json!({ "purpose": "break_glass", "note": "A race." });
    let first = String::from_utf8(kit::vault::canonical_address()).unwrap();
    let mut won = [0_usize; 4];
    for round in 0..rounds() {
        let case = desk.case(&first).await;
        desk.execute(
            "UPDATE repair_case SET state = 'ready_to_ship', requester_id = \
             (SELECT id FROM account WHERE email = 'customer0@example.org') WHERE id = $1",
            vec![case.as_uuid().into()],
        )
        .await;
        let (shipped, is_shipped) = oneshot::channel();
        let ships = async {
            let status = lou.moves(case, &ship).await;
            let _ = shipped.send(());
            status
        };
        let closes = async {
            // Nothing closes before it has left: half of the time it is known to have.
            if round % 2 == 0 {
                let _ = is_shipped.await;
            }
            let mut status = 0;
            for _ in 0..20 {
                status = lea.moves(case, &close).await;
                if status == 200 {
                    break;
                }
            }
            status
        };
        let gives = async {
            if round % 3 == 0 {
                tokio::task::yield_now().await;
            }
            ann.sends(Method::PUT, case, "/address", &address()).await
        };
        let reveals = lea_elsewhere.sends(Method::POST, case, "/address/reveals", &glass);
        let statuses = tokio::join!(ships, closes, gives, reveals);
        for (won, status) in won.iter_mut().zip([statuses.0, statuses.1, statuses.2, statuses.3]) {
            *won += usize::from(status == 200);
        }
        let state = format!("SELECT state FROM repair_case WHERE id = '{case}'");
        let state: String = crate::desk::query(&desk.database, &state).await[0].try_get_by_index(0).unwrap();
        let has_address = desk.store.read().await.unwrap().addresses().find(case).await.unwrap().is_some();
        assert!(state != "closed" || !has_address, "round {round}: an address on a closed repair");
        // It closes now, if it did not before, and never with one.
        if state == "ready_to_ship" {
            lou.moves(case, &ship).await;
        }
        if state != "closed" {
            assert_eq!(lea.moves(case, &close).await, 200, "round {round}");
        }
        // The first one, and the second where it was given in time.
        each_has_ended_once(&desk, case, 1 + usize::from(statuses.2 == 200)).await;
    }
    assert!(won.iter().all(|won| *won > 0), "shipped, closed, given, revealed: {won:?}");
    let misplaced = desk.store.read().await.unwrap().addresses().misplaced().await.unwrap();
    assert_eq!(misplaced, []);
}

/// So many addresses of the case have ended, each once, and none is left.
async fn each_has_ended_once(desk: &VaultDesk, case: RepairId, addresses: usize) {
    let mut tx = desk.store.read().await.unwrap();
    assert!(tx.addresses().find(case).await.unwrap().is_none());
    let receipts = vault::receipts(tx.as_mut(), case).await.unwrap();
    let ended: HashSet<_> = receipts.iter().map(|receipt| receipt.address_version).collect();
    assert_eq!((receipts.len(), ended.len()), (addresses, addresses));
    assert!(receipts.iter().all(|receipt| receipt.copies.is_some()));
}

/// The receipt names the key that wrapped it last, although a rotation wraps it anew at the same moment.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_end_that_meets_a_rotation_names_the_right_key() {
    let desk = VaultDesk::create(Engine::Postgres).await;
    for _ in 0..20 {
        let (case, cx) = (desk.case("Beispielweg 4").await, desk.cx());
        let (store, keys) = (desk.store.as_ref(), desk.vault.keys.as_ref());
        let look = domain::address::look_for_copies(store, keys, &cx, case).await.unwrap();
        let mut tx = desk.store.begin().await.unwrap();
        kit::vault::ends(tx.as_mut(), &desk.cx(), case, look, PurgeRule::Withdrawn).await.unwrap();
        // The rotation finds the wrap, and waits for the row that is about to go.
        let committing = async {
            for _ in 0..50 {
                tokio::task::yield_now().await;
            }
            tx.commit().await.unwrap();
        };
        let (rotated, ()) = tokio::join!(desk.rotates_if_it_can(), committing);
        rotated.unwrap();
        desk.writes_ledger().await;
        desk.rotates().await;
        let mut tx = desk.store.read().await.unwrap();
        let receipt = vault::receipts(tx.as_mut(), case).await.unwrap().remove(0);
        let oldest = desk.held().await[0];
        assert!(receipt.last_epoch.number() < oldest, "{receipt:?}, and {oldest} is held");
        assert!(receipt.destroyed_at.is_some(), "{receipt:?}");
    }
    assert_well(&desk.verify());
}
