//! A real mail server, as small as one can be: takes letters over SMTP and keeps them.

use std::sync::{Arc, Mutex};

use mail_parser::{MessageParser, MimeHeaders};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// Where letters arrive.
#[derive(Clone)]
pub struct Mailbox {
    /// The port it listens on.
    pub port: u16,
    letters: Arc<Mutex<Vec<Mail>>>,
    mood: Arc<Mutex<Mood>>,
}

/// How the server treats who brings letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mood {
    /// Takes every letter.
    #[default]
    Willing,
    /// Hangs up on everybody, also on who is connected already.
    Away,
    /// Asks to come back later.
    Busy,
    /// Knows no recipient.
    Refusing,
    /// Takes the letter and hangs up without saying so.
    Silent,
}

/// A letter as it arrived.
#[derive(Debug, Clone)]
pub struct Mail {
    /// Envelope recipient.
    pub to: String,
    /// Raw RFC 5322 text.
    pub raw: String,
}

impl Mailbox {
    /// Opens a mailbox on a port of its own.
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a mailbox gets a port");
        let port = listener.local_addr().expect("a port has a number").port();
        let mailbox = Self { port, letters: Arc::default(), mood: Arc::default() };
        let shared = mailbox.clone();
        #[expect(clippy::disallowed_methods, reason = "ends with the test's runtime")]
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let mailbox = shared.clone();
                #[expect(clippy::disallowed_methods, reason = "ends with the test's runtime")]
                tokio::spawn(async move { serve(stream, &mailbox).await });
            }
        });
        mailbox
    }

    /// From now on the server is in this mood.
    pub fn becomes(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    fn mood(&self) -> Mood {
        *self.mood.lock().unwrap()
    }

    /// Takes all letters that have arrived, in order.
    pub fn take(&self) -> Vec<Mail> {
        std::mem::take(&mut self.letters.lock().unwrap())
    }

    /// Waits for a letter to `address` that holds `words`, and takes it.
    pub async fn wait_for(&self, address: &str, words: &str) -> Mail {
        let deadline = std::time::Instant::now() + std::time::Duration::from_mins(1);
        loop {
            let found = {
                let mut letters = self.letters.lock().unwrap();
                let fits = |letter: &Mail| {
                    letter.to == address
                        && (letter.subject().contains(words) || letter.text().contains(words))
                };
                letters.iter().position(fits).map(|place| letters.remove(place))
            };
            if let Some(letter) = found {
                return letter;
            }
            assert!(std::time::Instant::now() < deadline, "no letter with {words:?} comes to {address}");
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }

    /// Takes the only letter that has arrived, which must be to `address`.
    pub fn take_only_to(&self, address: &str) -> Mail {
        let mut letters = self.take();
        assert_eq!(letters.len(), 1, "one letter is expected: {letters:#?}");
        let letter = letters.remove(0);
        assert_eq!(letter.to, address);
        letter
    }
}

impl Mail {
    /// The subject, decoded.
    pub fn subject(&self) -> String {
        self.parsed(|mail| mail.subject().unwrap_or_default().to_owned())
    }

    /// The text part, decoded.
    pub fn text(&self) -> String {
        self.parsed(|mail| mail.body_text(0).unwrap_or_default().into_owned())
    }

    /// The HTML part, decoded.
    pub fn html(&self) -> String {
        self.parsed(|mail| mail.body_html(0).unwrap_or_default().into_owned())
    }

    /// A header, raw.
    pub fn header(&self, name: &str) -> Option<String> {
        self.parsed(|mail| mail.header_raw(name).map(|value| value.trim().to_owned()))
    }

    /// The token of the link in it.
    pub fn token(&self) -> String {
        let text = self.text();
        let start = text.find("#token=").expect("the letter has a link with a token") + "#token=".len();
        text[start..].split_whitespace().next().unwrap_or_default().to_owned()
    }

    fn parsed<T>(&self, read: impl FnOnce(&mail_parser::Message<'_>) -> T) -> T {
        let message = MessageParser::default().parse(&self.raw).expect("the letter can be parsed");
        assert!(message.content_type().is_some(), "the letter says what it is");
        read(&message)
    }
}

/// One SMTP session (RFC 5321).
async fn serve(stream: TcpStream, mailbox: &Mailbox) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut to = String::new();
    if mailbox.mood() == Mood::Away {
        return;
    }
    let _ = write.write_all(b"220 mailbox\r\n").await;
    while let Ok(Some(line)) = lines.next_line().await {
        let mood = mailbox.mood();
        if mood == Mood::Away {
            return;
        }
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let answer: &[u8] = match verb.as_str() {
            "EHLO" => b"250-mailbox\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n",
            "RCPT" if mood == Mood::Refusing => b"550 no such mailbox\r\n",
            "RCPT" => {
                let address = line.split(['<', '>']).nth(1).unwrap_or_default();
                address.clone_into(&mut to);
                b"250 ok\r\n"
            }
            "DATA" => {
                let _ = write.write_all(b"354 go on\r\n").await;
                let mut raw = String::new();
                while let Ok(Some(line)) = lines.next_line().await {
                    if line == "." {
                        break;
                    }
                    raw.push_str(line.strip_prefix('.').unwrap_or(&line));
                    raw.push_str("\r\n");
                }
                if mood == Mood::Busy {
                    b"451 come back later\r\n"
                } else {
                    mailbox.letters.lock().unwrap().push(Mail { to: to.clone(), raw });
                    if mood == Mood::Silent {
                        return;
                    }
                    b"250 taken\r\n"
                }
            }
            "QUIT" => {
                let _ = write.write_all(b"221 bye\r\n").await;
                return;
            }
            _ => b"250 ok\r\n",
        };
        let _ = write.write_all(answer).await;
    }
}
