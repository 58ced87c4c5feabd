//! A commit is on disk before its answer leaves, seen from the system calls of the real program.

use std::{collections::HashMap, fs, path::Path, process::Command, time::Duration};

use kit::{Engine, Launch, Server, TestDatabase};
use serde_json::json;

use crate::people::{add_customers, sign_in};

/// What one ticket's creation made the program do, in order.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    /// The request has arrived.
    Asked,
    /// Something was written to the write-ahead log.
    Written,
    /// The write-ahead log has been synced.
    Synced,
    /// The answer is being sent.
    Answered,
}

#[tokio::test]
async fn the_log_is_synced_before_the_answer_leaves() {
    let steps = steps_of_a_creation(&[]).await;
    assert_eq!(steps, [Step::Asked, Step::Written, Step::Synced, Step::Answered]);
}

#[tokio::test]
async fn an_early_answer_is_noticed() {
    let steps = steps_of_a_creation(&[("BENCHDESK_FAILPOINT", "answer-early")]).await;
    assert_eq!(steps, [Step::Asked, Step::Answered, Step::Written, Step::Synced]);
}

/// Opens one ticket under strace.
async fn steps_of_a_creation(environment: &[(&str, &str)]) -> Vec<Step> {
    let installed = Command::new("strace").arg("-V").output().is_ok();
    assert!(installed, "strace is not installed: scripts/install installs it");
    let files = TestDatabase::create(Engine::Sqlite).await;
    add_customers(&files, 1).await;
    let trace = files.directory.path().join("trace");
    let calls = "trace=/^(p?write(v|64|v2)?|p?read(v|64)?|send(to|msg)|recv(from|msg)|fsync|fdatasync)$";
    // -D: the tracer is the grandchild, so that the server is ours to end; -y: files by name.
    let under = [
        "strace",
        "-D",
        "-f",
        "-y",
        "-s",
        "64",
        "-o",
        trace.to_str().unwrap(),
        "-e",
        calls,
        "-e",
        "signal=none",
    ];
    let launch = Launch { under: &under, arguments: &["serve", "--no-worker"], environment };
    let server = Server::launch(&files.url, &files.directory, launch).await;
    let client = kit::http();
    let token = sign_in(&client, &server.url, 0).await;
    // Answered early, a session cannot be used at once.
    while client.get(format!("{}/api/v1/me", server.url)).bearer_auth(&token).send().await.unwrap().status()
        == 401
    {}
    let ticket = json!({ "subject": "Fader 3 is stuck", "body": "It jams halfway." });
    let request = client.post(format!("{}/api/v1/tickets", server.url)).bearer_auth(token).json(&ticket);
    assert_eq!(request.send().await.unwrap().status(), 201);
    let process = server.id().to_string();
    server.stop();
    let calls = parse(&whole_trace(&trace, &process).await);
    steps(&calls)
}

/// The tracer ends after the program.
async fn whole_trace(file: &Path, process: &str) -> String {
    let is_last = |line: &str| {
        line.split_once(' ').is_some_and(|(id, text)| id == process && text.trim() == "+++ exited with 0 +++")
    };
    loop {
        let trace = fs::read_to_string(file).unwrap();
        if trace.lines().any(is_last) {
            return trace;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// One system call. Others may have run between its begin and its end.
#[derive(Debug, Default)]
struct Call {
    begun: usize,
    ended: usize,
    text: String,
}

/// Puts calls together that were interrupted by others in the trace.
fn parse(trace: &str) -> Vec<Call> {
    let mut calls = Vec::new();
    let mut unfinished: HashMap<&str, Call> = HashMap::new();
    for (at, line) in trace.lines().enumerate() {
        let (thread, text) = line.split_once(' ').expect("a line begins with a thread's number");
        if let Some(begun) = text.strip_suffix("<unfinished ...>") {
            unfinished.insert(thread, Call { begun: at, ended: at, text: begun.to_owned() });
        } else if let Some((_, rest)) = text.split_once(" resumed>") {
            let mut call = unfinished.remove(thread).expect("what goes on has begun");
            call.text.push_str(rest);
            calls.push(Call { ended: at, ..call });
        } else {
            calls.push(Call { begun: at, ended: at, text: text.to_owned() });
        }
    }
    calls
}

/// The first four steps, in order of time; the same step several times in a row counts once.
fn steps(calls: &[Call]) -> Vec<Step> {
    let mut steps: Vec<_> = calls.iter().filter_map(step).collect();
    steps.sort_by_key(|(at, _)| *at);
    let asked = steps.iter().position(|(_, step)| *step == Step::Asked).expect("the request is in the trace");
    let mut steps: Vec<_> = steps.drain(asked..).map(|(_, step)| step).collect();
    steps.dedup();
    steps.truncate(4);
    steps
}

/// What a call means, and when: a write by its begin, what must be complete by its end.
fn step(call: &Call) -> Option<(usize, Step)> {
    let name = call.text.trim_start().split('(').next()?;
    let in_log = call.text.contains("/benchdesk.db-wal>");
    match name {
        "read" | "recvfrom" | "recvmsg" if call.text.contains("\"POST /api/v1/tickets HTTP/1.1") => {
            Some((call.ended, Step::Asked))
        }
        "pwrite64" | "pwritev" | "write" if in_log => Some((call.begun, Step::Written)),
        "fsync" | "fdatasync" if in_log && call.text.ends_with("= 0") => Some((call.ended, Step::Synced)),
        "write" | "writev" | "sendto" | "sendmsg" if call.text.contains("\"HTTP/1.1 201 Created") => {
            Some((call.begun, Step::Answered))
        }
        _ => None,
    }
}
