//! Random schedules of everything that moves messages: none is lost, doubled, or shown to the wrong person.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
};

use axum::http::Method;
use chrono::Duration;
use domain::{
    clock::to_text,
    identity::Role,
    random::{Random, SystemSource},
};
use kit::{Engine, Person, TestApp, path_of, run_on_two_threads};
use serde_json::{Value, json};

use super::at_once;

const WRITERS: usize = 8;
const ROUNDS: usize = 6;
const TICKETS: usize = 3;
/// How many random schedules there are beside those that are always the same.
const MORE: &str = "BENCHDESK_SCHEDULES";

/// What each writer does next, the same for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }
}

/// What was said: by its first word, with whose ticket it was said in and whether the customer sees it.
type Said = BTreeMap<String, (usize, bool)>;

#[derive(Default)]
struct Ledger {
    said: Said,
    redacted: BTreeSet<String>,
    merges: Vec<(Value, String)>,
    bulks: Vec<(String, String)>,
    /// The file that came with what was said.
    files: BTreeMap<String, Value>,
    /// What was said in the ticket that the guest takes part in.
    shared: BTreeSet<String>,
    /// What was said and can be taken back: its first word and the message.
    held: Vec<(String, Value)>,
    taken_back: BTreeSet<String>,
}

struct World {
    app: Arc<TestApp>,
    customers: [Person; 2],
    /// Takes part as cc in the first ticket of the first customer.
    guest: Person,
    agent: Person,
    /// The same agent, on a server that holds replies back for a while.
    thoughtful: Person,
    lead: Person,
    tickets: [Vec<Value>; 2],
    ledger: Mutex<Ledger>,
}

impl World {
    async fn open(app: Arc<TestApp>) -> Self {
        let customers = [app.customer("ann").await, app.customer("ben").await];
        let (guest, agent) = (app.customer("cleo").await, app.agent("bo").await);
        let lead = app.staff("lea", Role::Lead).await;
        let thoughtful = agent.through(&app.server_with_undo(Duration::seconds(10)));
        let (mut tickets, mut ledger) = ([Vec::new(), Vec::new()], Ledger::default());
        for (who, customer) in customers.iter().enumerate() {
            for number in 0..TICKETS {
                let word = format!("first{who}{number}");
                let body =
                    json!({ "subject": format!("Ticket {who} {number}"), "body": format!("{word} secret") });
                tickets[who].push(customer.post("/api/v1/tickets", &body).await.expect(201).json);
                ledger.said.insert(word, (who, true));
            }
        }
        let place = format!("{}/participants/{}", path_of(&tickets[0][0]), guest.id);
        agent.client().send(Method::PUT, &place, "").await.expect(200);
        ledger.shared.insert("first00".to_owned());
        Self { app, customers, guest, agent, thoughtful, lead, tickets, ledger: Mutex::new(ledger) }
    }

    /// The message, if it was taken.
    async fn say(
        &self,
        person: &Person,
        who: usize,
        ticket: &Value,
        kind: &str,
        word: String,
    ) -> Option<Value> {
        let mut body = json!({ "kind": kind, "body": format!("{word} secret") });
        // One in two has a file.
        let file = if word.ends_with(['1', '3', '5']) {
            person.uploads(&format!("{word}.txt"), word.as_bytes()).await["id"].clone()
        } else {
            Value::Null
        };
        if file.is_string() {
            body["attachment_ids"] = json!([file]);
        }
        let written = person.writes(ticket, body).await;
        if written.status != 201 {
            return None;
        }
        let mut ledger = self.ledger.lock().unwrap();
        if kind == "reply" && ticket["id"] == self.tickets[0][0]["id"] {
            ledger.shared.insert(word.clone());
        }
        if file.is_string() {
            ledger.files.insert(word.clone(), file);
        }
        ledger.said.insert(word, (who, kind == "reply"));
        Some(written.json)
    }

    /// Replies with a moment to think, and takes back what somebody said so, most of the time.
    async fn think_again(&self, dice: &mut Dice, who: usize, ticket: &Value, word: String) {
        if let Some(message) = self.say(&self.thoughtful, who, ticket, "reply", word.clone()).await {
            self.ledger.lock().unwrap().held.push((word, message));
        }
        if dice.below(4) == 0 {
            return;
        }
        let held = {
            let mut ledger = self.ledger.lock().unwrap();
            let at = dice.below(ledger.held.len().max(1));
            (at < ledger.held.len()).then(|| ledger.held.swap_remove(at))
        };
        let Some((word, message)) = held else { return };
        let place = format!("/api/v1/messages/{}", message["id"].as_str().unwrap());
        let undone = self.thoughtful.client().delete(&place).await;
        assert!(!undone.status.is_server_error(), "{}", undone.json);
        if undone.status.is_success() {
            let mut ledger = self.ledger.lock().unwrap();
            ledger.said.remove(&word);
            ledger.files.remove(&word);
            ledger.taken_back.insert(word);
        }
    }

    /// A request to whatever version is there; what is refused is refused.
    async fn ask(&self, path: &str, body: &Value) -> Option<Value> {
        let reply = self.agent.with("if-match", "*").post(path, body).await;
        assert!(!reply.status.is_server_error(), "{path}: {}", reply.json);
        reply.status.is_success().then_some(reply.json)
    }

    async fn act(&self, dice: &mut Dice, word: String) {
        let who = dice.below(2);
        let [ticket, other] = [0, 1].map(|_| self.tickets[who][dice.below(TICKETS)].clone());
        let path = path_of(&ticket);
        match dice.below(14) {
            0 => drop(self.say(&self.customers[who], who, &ticket, "reply", word).await),
            1 => drop(self.say(&self.agent, who, &ticket, "note", word).await),
            2 => drop(self.say(&self.agent, who, &ticket, "reply", word).await),
            3 | 4 => {
                let body = json!({ "source_id": other["id"] });
                if let Some(merge) = self.ask(&format!("{path}/merges"), &body).await {
                    let merge = merge["id"].as_str().unwrap().to_owned();
                    self.ledger.lock().unwrap().merges.push((ticket, merge));
                }
            }
            5 => {
                let merge = self.ledger.lock().unwrap().merges.pop();
                if let Some((target, merge)) = merge {
                    let path = format!("{}/merges/{merge}", path_of(&target));
                    let reply = self.agent.with("if-match", "*").delete(&path).await;
                    assert!(!reply.status.is_server_error(), "{}", reply.json);
                }
            }
            6 => {
                if let Some(message) = self.some_message(dice, &ticket).await {
                    let body = json!({ "message_id": message["id"], "scope": "message", "subject": word });
                    self.ask(&format!("{path}/splits"), &body).await;
                }
            }
            7 => self.redact(dice, &ticket).await,
            8 => {
                let body = json!({ "wake_at": to_text(self.app.now() + Duration::hours(1)) });
                let reply = self.agent.with("if-match", "*").put(&format!("{path}/snooze"), &body).await;
                assert!(!reply.status.is_server_error(), "{}", reply.json);
            }
            9 => {
                let agent = if dice.below(2) == 0 { &self.agent } else { &self.lead };
                let claimed = agent.post(&format!("{path}/claim"), &Value::Null).await;
                assert!(!claimed.status.is_server_error(), "{}", claimed.json);
            }
            10 => {
                let nobody = json!({ "assignee_id": null }).to_string();
                let client = self.lead.with("content-type", "application/merge-patch+json");
                let given_up = client.with("if-match", "*").send(Method::PATCH, &path, nobody).await;
                assert!(!given_up.status.is_server_error(), "{}", given_up.json);
            }
            11 => {
                let deleted = self.lead.with("if-match", "*").delete(&path).await;
                assert!(!deleted.status.is_server_error(), "{}", deleted.json);
                if deleted.status.is_success() {
                    let restore = format!("{path}/restorations");
                    self.lead.client().send(Method::POST, &restore, "").await.expect(200);
                }
            }
            12 => self.think_again(dice, who, &ticket, word).await,
            _ => {
                let ids: Vec<_> = self.tickets.iter().flatten().map(|ticket| &ticket["id"]).collect();
                let note =
                    json!({ "message": { "kind": "note", "texts": { "en": format!("{word} bulk") } } });
                let body = json!({ "ticket_ids": ids, "actions": note });
                let order = self.ask("/api/v1/tickets/bulk", &body).await.unwrap();
                let order = order["id"].as_str().unwrap().to_owned();
                self.ledger.lock().unwrap().bulks.push((word, order));
                self.app.run_jobs().await;
            }
        }
    }

    async fn some_message(&self, dice: &mut Dice, ticket: &Value) -> Option<Value> {
        let page = self.agent.get(&format!("{}/messages?limit=100", path_of(ticket))).await;
        // Deleted at the moment: it has none.
        let messages = page.json["items"].as_array()?;
        messages.get(dice.below(messages.len().max(1))).cloned()
    }

    async fn redact(&self, dice: &mut Dice, ticket: &Value) {
        let Some(message) = self.some_message(dice, ticket).await else { return };
        let path = format!("{}/messages/{}/redactions", path_of(ticket), message["id"].as_str().unwrap());
        if self.ask(&path, &json!({ "phrases": ["secret"] })).await.is_some() {
            self.ledger.lock().unwrap().redacted.insert(first_word(&message));
        }
    }

    /// Every message that a person sees in any ticket: whose ticket it is in, and the text.
    async fn seen_by(&self, person: &Person) -> Vec<(String, Value)> {
        let mut seen = Vec::new();
        for ticket in person.reads_all("/api/v1/tickets", 50).await {
            let requester = person.reads(&ticket).await["requester"]["id"].as_str().unwrap().to_owned();
            let messages = person.reads_all(&format!("{}/messages", path_of(&ticket)), 50).await;
            seen.extend(messages.into_iter().map(|message| (requester.clone(), message)));
        }
        seen
    }

    /// Who had a ticket gave it up before the next one got it.
    async fn check_claims(&self, seed: u64) {
        for ticket in self.tickets.iter().flatten() {
            let events = self.agent.reads_all(&format!("{}/events", path_of(ticket)), 100).await;
            let mut owner = Value::Null;
            for event in events.iter().filter(|event| event["kind"] == "assignee_changed") {
                assert_eq!(event["from"], owner, "seed {seed}: taken from who had it");
                owner = event["to"].clone();
            }
            let shown = self.agent.reads(ticket).await["staff"]["assignee"].clone();
            assert_eq!(
                shown.get("id").cloned().unwrap_or_default(),
                owner,
                "seed {seed}: who took it last has it"
            );
        }
    }

    /// Each file is with what it came with, and with nobody else.
    async fn check_files(
        &self,
        seed: u64,
        all: &[(String, Value)],
        said: &Said,
        files: &BTreeMap<String, Value>,
    ) {
        for (_, message) in all {
            let word = first_word(message);
            let own = files.get(&word).map(|file| vec![file]).unwrap_or_default();
            let shown: Vec<_> =
                message["attachments"].as_array().unwrap().iter().map(|file| &file["id"]).collect();
            assert_eq!(shown, own, "seed {seed}: the files of {word}");
        }
        for (word, file) in files {
            let (who, is_public) = said[word];
            let path = format!("/api/v1/attachments/{}/content", file.as_str().unwrap());
            let status = self.customers[who].get(&path).await.status;
            assert_eq!(status, if is_public { 200 } else { 404 }, "seed {seed}: {word}");
            self.customers[1 - who].get(&path).await.expect_problem(404, "not_found");
        }
    }

    async fn check(&self, seed: u64) {
        self.app.run_jobs().await;
        // Whatever was asleep, merged, split or deleted meanwhile, wakes or stays where it is.
        self.app.pass(Duration::hours(2));
        while self.app.run_jobs().await > 0 {}
        self.app.pass(Duration::hours(-2));
        let Ledger { said, redacted, bulks, shared, files, taken_back, .. } =
            std::mem::take(&mut *self.ledger.lock().unwrap());
        let all = self.seen_by(&self.agent).await;
        for (word, (who, _)) in &said {
            let found: Vec<_> = all.iter().filter(|(_, message)| first_word(message) == *word).collect();
            assert_eq!(found.len(), 1, "seed {seed}: {word} is there once");
            assert_eq!(
                found[0].0, self.customers[*who].id,
                "seed {seed}: {word} is in its requester's ticket"
            );
            let is_out = found[0].1["body"].as_str().unwrap().contains("secret");
            assert!(!(is_out && redacted.contains(word)), "seed {seed}: {word} is redacted");
        }
        let came_back: Vec<_> = all
            .iter()
            .map(|(_, message)| first_word(message))
            .filter(|word| taken_back.contains(word))
            .collect();
        assert!(came_back.is_empty(), "seed {seed}: {came_back:?} were taken back");
        self.check_files(seed, &all, &said, &files).await;
        self.check_claims(seed).await;
        let mut expected = said.len();
        for (word, order) in &bulks {
            let done = self.agent.get(&format!("/api/v1/bulk-orders/{order}")).await.expect(200).json;
            assert_eq!(done["pending"], 0, "seed {seed}");
            let found = all.iter().filter(|(_, message)| first_word(message) == *word).count();
            assert_eq!(json!(found), done["done"], "seed {seed}: {word} is where it was done");
            expected += found;
        }
        assert_eq!(all.len(), expected, "seed {seed}: nothing came from nowhere");
        let guest = self.seen_by(&self.guest).await;
        let guest: BTreeSet<_> = guest.iter().map(|(_, message)| first_word(message)).collect();
        assert!(guest.is_subset(&shared), "seed {seed}: a guest sees what was said where they take part");
        for (who, customer) in self.customers.iter().enumerate() {
            let messages = self.seen_by(customer).await;
            let words: BTreeSet<_> = messages.iter().map(|(_, message)| first_word(message)).collect();
            let own = said.iter().filter(|(_, (of, public))| *of == who && *public);
            let own: BTreeSet<_> = own.map(|(word, _)| word.clone()).collect();
            assert_eq!(words, own, "seed {seed}: a customer sees their own, and no note");
        }
    }
}

fn first_word(message: &Value) -> String {
    message["body"].as_str().unwrap().split(' ').next().unwrap().to_owned()
}

async fn schedule(app: Arc<TestApp>, seed: u64) {
    let world = Arc::new(World::open(Arc::clone(&app)).await);
    at_once(WRITERS, |writer| {
        let world = Arc::clone(&world);
        async move {
            let mut dice = Dice(seed + writer as u64 * 7919);
            for round in 0..ROUNDS {
                world.act(&mut dice, format!("word{writer}x{round}")).await;
            }
        }
    })
    .await;
    world.check(seed).await;
    app.mailbox.take();
}

/// Those that are always tried, and as many random ones as are asked for.
fn seeds(fixed: [u64; 2]) -> Vec<u64> {
    let more = std::env::var(MORE).ok().and_then(|more| more.parse().ok()).unwrap_or(0);
    let source = SystemSource::new();
    let random = std::iter::repeat_with(|| {
        let mut seed = [0; 4];
        source.fill(&mut seed);
        u64::from(u32::from_le_bytes(seed))
    });
    let seeds: Vec<_> = fixed.into_iter().chain(random.take(more)).collect();
    eprintln!("seeds {seeds:?}");
    seeds
}

#[test]
fn sqlite() {
    for seed in seeds([1, 2]) {
        run_on_two_threads(Engine::Sqlite, |app| schedule(app, seed));
    }
}

#[test]
fn postgres() {
    for seed in seeds([3, 4]) {
        run_on_two_threads(Engine::Postgres, |app| schedule(app, seed));
    }
}
