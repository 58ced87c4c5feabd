//! Words that stand nowhere else.

use std::{
    fmt::Write,
    sync::atomic::{AtomicU32, Ordering},
};

/// A word for each personal field, and secrets that were made on the way.
#[derive(Clone)]
pub struct Markers {
    tail: String,
    phone: String,
    secrets: Vec<String>,
    has_moved: bool,
}

/// The fields that get a word.
const FIELDS: [&str; 29] = [
    "name",
    "email",
    "next",
    "zip",
    "city",
    "subject",
    "body",
    "note",
    "answer",
    "password",
    "key",
    "agent",
    "changed",
    "file",
    "bytes",
    "serial",
    "system",
    "computer",
    "searched",
    "view",
    "macro",
    "said",
    "draft",
    "receipt",
    "repair",
    "recipient",
    "street",
    "house",
    "delivery",
];

impl Markers {
    /// Words of this process that no other test has.
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let tail = format!("{:05}x{count}", std::process::id() % 100_000);
        Self { tail, phone: format!("+493090183{:03}", count + 217), secrets: Vec::new(), has_moved: false }
    }

    /// The word for a field.
    pub fn of(&self, field: &str) -> String {
        assert!(FIELDS.contains(&field), "{field} has no word");
        format!("mark{field}{}", self.tail)
    }

    /// The address.
    pub fn address(&self) -> String {
        format!("{}@example.org", self.of(if self.has_moved { "next" } else { "email" }))
    }

    /// The address that the customer moves to.
    pub fn next_address(&self) -> String {
        format!("{}@example.org", self.of("next"))
    }

    /// The customer has moved to the next address.
    pub fn moves(&mut self) {
        self.has_moved = true;
    }

    /// The telephone number in its stored form.
    pub fn phone(&self) -> &str {
        &self.phone
    }

    /// Adds a token that was given out.
    pub fn add_secret(&mut self, secret: &str) {
        assert!(secret.len() > 10, "a secret is long");
        self.secrets.push(secret.to_owned());
    }

    /// What the store keeps where it says that it does.
    pub fn kept_on_purpose(&self) -> Vec<String> {
        let fields = [
            "name", "next", "zip", "city", "subject", "body", "note", "answer", "changed", "file", "serial",
            "system", "computer", "view", "macro", "said", "draft", "receipt", "repair",
        ];
        fields.map(|field| self.of(field)).into_iter().chain([self.phone.clone()]).collect()
    }

    /// Every word.
    fn words(&self) -> Vec<String> {
        let fields = FIELDS.iter().map(|field| self.of(field));
        let phone = self.phone.trim_start_matches('+').to_owned();
        fields.chain([phone]).chain(self.secrets.iter().cloned()).collect()
    }

    /// Which of them a text holds, whatever the case, plain or in hexadecimal digits.
    pub fn found_in(&self, text: &str) -> Vec<String> {
        let text = text.to_lowercase();
        let is_there =
            |word: &String| text.contains(&word.to_lowercase()) || text.contains(&hexadecimal(word));
        self.words().into_iter().filter(is_there).collect()
    }

    /// A single word that nobody has sent.
    pub fn planted(&self) -> Self {
        Self {
            tail: format!("{}planted", self.tail),
            phone: "planted-phone".to_owned(),
            secrets: Vec::new(),
            has_moved: false,
        }
    }

    /// The word to plant.
    pub fn word(&self) -> String {
        self.of("body")
    }
}

fn hexadecimal(word: &str) -> String {
    let mut digits = String::new();
    for byte in word.bytes() {
        write!(digits, "{byte:02x}").expect("digits can be written");
    }
    digits
}
