//! Many clients that open tickets and reply, and remember what was answered.

use kit::Server;
use reqwest::Client;
use serde_json::{Value, json};
use tokio::{
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    task::JoinSet,
};

use crate::people::sign_in;

pub const CUSTOMERS: usize = 4;
pub const CLIENTS: usize = 32;
/// Replies to each ticket.
const REPLIES: usize = 3;

/// An answered write.
#[derive(Debug)]
pub struct Written {
    /// The ticket it opened or replied to.
    pub ticket: String,
    /// The reply, if it is one.
    pub reply: Option<String>,
    /// No other write says the same.
    pub text: String,
}

/// How the program comes to its end.
pub enum Ending {
    /// It is killed when this many writes were answered.
    After(usize),
    /// A failpoint ends it.
    ByItself,
}

pub struct Storm {
    clients: JoinSet<()>,
    answered: UnboundedReceiver<Written>,
}

impl Storm {
    pub async fn begin(url: &str, round: usize) -> Self {
        let http = kit::http();
        let mut tokens = Vec::new();
        for customer in 0..CUSTOMERS {
            tokens.push(sign_in(&http, url, customer).await);
        }
        let (report, answered) = unbounded_channel();
        let mut clients = JoinSet::new();
        for number in 0..CLIENTS {
            let writer = Writer {
                http: http.clone(),
                tickets: format!("{url}/api/v1/tickets"),
                token: tokens[number % CUSTOMERS].clone(),
                name: format!("round {round}, client {number}"),
                report: report.clone(),
            };
            clients.spawn(writer.write_until_the_end());
        }
        Self { clients, answered }
    }

    /// Waits until so many more writes were answered; the clients go on.
    pub async fn answered(&mut self, enough: usize) -> Vec<Written> {
        let mut written = Vec::new();
        while written.len() < enough {
            written.push(self.answered.recv().await.expect("the clients go on"));
        }
        written
    }

    /// What was answered until now and not asked for yet.
    pub fn answered_so_far(&mut self) -> Vec<Written> {
        std::iter::from_fn(|| self.answered.try_recv().ok()).collect()
    }

    /// Waits for the end; returns everything that was answered.
    pub async fn end(mut self, server: Server, ending: Ending) -> Vec<Written> {
        let mut written = Vec::new();
        if let Ending::After(enough) = ending {
            while written.len() < enough {
                written.push(self.answered.recv().await.expect("the clients go on"));
            }
            server.kill();
        } else {
            while let Some(write) = self.answered.recv().await {
                written.push(write);
            }
            server.wait();
        }
        self.clients.join_all().await;
        while let Ok(write) = self.answered.try_recv() {
            written.push(write);
        }
        written
    }
}

struct Writer {
    http: Client,
    tickets: String,
    token: String,
    name: String,
    report: UnboundedSender<Written>,
}

impl Writer {
    async fn write_until_the_end(self) {
        let mut count = 0;
        while self.write_a_ticket(&mut count).await.is_some() {}
    }

    /// `None`: the program is gone.
    async fn write_a_ticket(&self, count: &mut usize) -> Option<()> {
        let text = self.text(count);
        let opened = self.post(&self.tickets, json!({ "subject": "In a storm", "body": text })).await?;
        let ticket = id(&opened);
        let _ = self.report.send(Written { ticket: ticket.clone(), reply: None, text });
        for _ in 0..REPLIES {
            let text = self.text(count);
            let messages = format!("{}/{ticket}/messages", self.tickets);
            let replied = self.post(&messages, json!({ "kind": "reply", "body": text })).await?;
            let _ = self.report.send(Written { ticket: ticket.clone(), reply: Some(id(&replied)), text });
        }
        Some(())
    }

    fn text(&self, count: &mut usize) -> String {
        *count += 1;
        format!("{}, write {count}", self.name)
    }

    async fn post(&self, url: &str, body: Value) -> Option<Value> {
        let request = self.http.post(url).bearer_auth(&self.token).json(&body);
        let answer = request.send().await.ok()?;
        assert_eq!(answer.status(), 201, "every write is taken");
        answer.json().await.ok()
    }
}

fn id(written: &Value) -> String {
    written["id"].as_str().expect("what was written has an id").to_owned()
}
