use std::sync::Arc;

use domain::mail::{LetterContent, Mailer};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

use super::*;
use crate::{Postmaster, samples};

/// What a mail server answers to a command, where it is not the usual. An empty answer is silence.
type Script = fn(&str) -> Option<&'static str>;

/// A mail server that notes what it is told, a line `connection` for each connection first.
struct FakeServer {
    url: String,
    heard: Arc<Mutex<Vec<String>>>,
    _tasks: JoinSet<()>,
}

impl FakeServer {
    async fn start(script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let heard = Arc::new(Mutex::new(Vec::new()));
        let mut tasks = JoinSet::new();
        let noted = Arc::clone(&heard);
        tasks.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                connections.spawn(converse(stream, script, Arc::clone(&noted)));
            }
        });
        Self { url, heard, _tasks: tasks }
    }

    fn heard(&self, start: &str) -> usize {
        self.heard.lock().unwrap().iter().filter(|line| line.starts_with(start)).count()
    }
}

async fn converse(stream: TcpStream, script: Script, heard: Arc<Mutex<Vec<String>>>) {
    let mut stream = BufReader::new(stream);
    let mut in_data = false;
    let mut line = "connection".to_owned();
    loop {
        heard.lock().unwrap().push(line.clone());
        let usual = match line.as_str() {
            "connection" => "220 mx.example",
            "DATA" => "354 go on",
            _ if line.starts_with("EHLO") => "250-mx.example\r\n250 AUTH PLAIN",
            _ if in_data && line != "." => "",
            _ => "250 fine",
        };
        let answer = script(&line).unwrap_or(usual);
        in_data = line == "DATA" || in_data && line != ".";
        if !answer.is_empty() && stream.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
            return;
        }
        line.clear();
        if !matches!(stream.read_line(&mut line).await, Ok(1..)) {
            return;
        }
        line.truncate(line.trim_end().len());
    }
}

fn postmaster(url: &str) -> Postmaster {
    Postmaster::new(&samples::settings(url), samples::clock()).unwrap()
}

async fn deliver_to(script: Script) -> (Result<(), DeliveryError>, FakeServer) {
    let server = FakeServer::start(script).await;
    let letter = samples::letter(LetterContent::AlreadyRegistered);
    (postmaster(&server.url).deliver(&letter).await, server)
}

#[tokio::test]
async fn letters_share_a_connection() {
    let server = FakeServer::start(|_| None).await;
    let postmaster = postmaster(&server.url);
    for letter in samples::every_letter() {
        assert_eq!(postmaster.deliver(&letter).await, Ok(()));
    }
    assert_eq!(server.heard("connection"), 1);
    assert_eq!(server.heard("MAIL FROM:<help@desk.example>"), samples::every_letter().len());
    assert_eq!(server.heard("RCPT TO:<kim@customer.example>"), samples::every_letter().len());
}

#[tokio::test]
async fn a_connection_that_died_is_replaced() {
    let server = FakeServer::start(|line| (line == "NOOP").then_some("421 too late")).await;
    let postmaster = postmaster(&server.url);
    let letter = samples::letter(LetterContent::AlreadyRegistered);
    assert_eq!(postmaster.deliver(&letter).await, Ok(()));
    assert_eq!(postmaster.deliver(&letter).await, Ok(()));
    assert_eq!(server.heard("connection"), 2);
}

#[tokio::test]
async fn a_final_no_is_told_from_a_not_now() {
    for (script, expected) in [
        ((|line| line.starts_with("RCPT").then_some("550 no such user")) as Script, DeliveryError::Permanent),
        (|line| line.starts_with("RCPT").then_some("451 greylisted"), DeliveryError::Temporary),
        (|line| (line == ".").then_some("554 spam"), DeliveryError::Permanent),
        (|line| (line == ".").then_some("452 disk full"), DeliveryError::Temporary),
        (|line| (line == ".").then_some("what?"), DeliveryError::Temporary),
        (|line| (line == "connection").then_some("554 not today"), DeliveryError::Temporary),
    ] {
        assert_eq!(deliver_to(script).await.0, Err(expected));
    }
}

#[tokio::test]
async fn nobody_listening_is_temporary() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    drop(listener);
    let letter = samples::letter(LetterContent::AlreadyRegistered);
    assert_eq!(postmaster(&url).deliver(&letter).await, Err(DeliveryError::Temporary));
}

#[tokio::test]
async fn wrong_credentials_do_not_speak_against_the_letter() {
    let server = FakeServer::start(|line| line.starts_with("AUTH").then_some("535 wrong")).await;
    let url = server.url.replace("smtp://", "smtp://ann:secret@");
    let letter = samples::letter(LetterContent::AlreadyRegistered);
    assert_eq!(postmaster(&url).deliver(&letter).await, Err(DeliveryError::Temporary));
    assert_eq!((server.heard("AUTH PLAIN"), server.heard("MAIL")), (1, 0));
}

#[tokio::test]
async fn nothing_is_told_in_the_clear_when_encryption_is_required() {
    let server = FakeServer::start(|_| None).await;
    let url = server.url.replace("smtp://", "smtp://ann:secret@") + "?tls=required";
    let letter = samples::letter(LetterContent::AlreadyRegistered);
    assert_eq!(postmaster(&url).deliver(&letter).await, Err(DeliveryError::Temporary));
    assert_eq!((server.heard("EHLO"), server.heard("AUTH"), server.heard("MAIL")), (1, 0, 0));
}

#[tokio::test]
async fn a_silent_server_is_given_up_and_its_connection_not_used_again() {
    let server = FakeServer::start(|line| {
        (line == ".").then(|| {
            tokio::time::pause();
            ""
        })
    })
    .await;
    let postmaster = postmaster(&server.url);
    let letter = samples::letter(LetterContent::AlreadyRegistered);
    for attempt in 1..=2 {
        assert_eq!(postmaster.deliver(&letter).await, Err(DeliveryError::Temporary));
        assert_eq!(server.heard("connection"), attempt);
        tokio::time::resume();
    }
    assert_eq!(server.heard("NOOP"), 0);
}

#[test]
fn no_letter_needs_a_runtime_to_be_prepared_for() {
    drop(postmaster("smtps://ann:secret@mx.example"));
}
