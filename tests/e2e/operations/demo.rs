//! A demo with a long past is like a desk that had one.

use kit::{Engine, Server, TestDatabase};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

use super::program::run;

const TICKETS: i64 = 1500;

async fn number(database: &TestDatabase, sql: &str) -> i64 {
    let opened = database.connect().await;
    let statement = Statement::from_string(opened.reader().get_database_backend(), sql);
    let row = opened.reader().query_one_raw(statement).await.unwrap().unwrap();
    let found = row.try_get_by_index(0).unwrap();
    opened.close().await.unwrap();
    found
}

/// Of a table, what breaks a rule that holds of every desk.
const NEVER: [(&str, &str); 7] = [
    (
        "numbers rise with time",
        "SELECT count(*) FROM ticket a JOIN ticket b ON b.number = a.number + 1 WHERE b.created_at < a.created_at",
    ),
    (
        "ids rise with time",
        "SELECT count(*) FROM ticket a JOIN ticket b ON b.number = a.number + 1 WHERE b.id < a.id",
    ),
    (
        "every message has its place in the index",
        "SELECT count(*) FROM message WHERE search_id IS NULL OR (id IS NOT NULL AND kind = 'reply' \
         AND NOT EXISTS (SELECT 1 FROM search_reply WHERE search_reply.ROW = search_id))",
    ),
    (
        "nothing happens before the ticket is there",
        "SELECT count(*) FROM ticket_event e JOIN ticket t ON t.id = e.ticket_id WHERE e.at < t.created_at",
    ),
    (
        "the first message is the requester's",
        "SELECT count(*) FROM ticket t WHERE NOT EXISTS (SELECT 1 FROM message m WHERE m.ticket_id = t.id \
         AND m.author_id = t.requester_id AND m.created_at = t.created_at)",
    ),
    (
        "an answer's event names an answer of the ticket",
        "SELECT count(*) FROM ticket_event e WHERE e.kind = 'reply_added' AND NOT EXISTS \
         (SELECT 1 FROM message m WHERE m.ticket_id = e.ticket_id AND m.created_at = e.at)",
    ),
    ("no job is left", "SELECT count(*) FROM job"),
];

/// A ticket's versions and how much belongs to it, as one value each.
const SHAPES: &str = "SELECT DISTINCT version * 1000000 + requester_version * 10000 \
    + (SELECT count(*) FROM message m WHERE m.ticket_id = t.id) * 100 \
    + (SELECT count(*) FROM ticket_event e WHERE e.ticket_id = t.id AND e.kind <> 'device_changed') AS shape \
    FROM ticket t WHERE status = 'closed' AND";

async fn fills(engine: Engine) {
    let database = TestDatabase::create(engine).await;
    let made = run(&database, &["demo", "--tickets", &TICKETS.to_string()]);
    let printed = String::from_utf8(made.stdout).unwrap();
    assert!(made.status.success(), "{printed}{}", String::from_utf8_lossy(&made.stderr));
    assert!(printed.contains("980 of 980 tickets of the past"), "{printed}");
    assert_eq!(number(&database, "SELECT count(*) FROM ticket").await, TICKETS);
    let place = if engine == Engine::Sqlite { "rowid" } else { "id" };
    for (rule, broken) in NEVER {
        assert_eq!(number(&database, &broken.replace("ROW", place)).await, 0, "{rule}");
    }
    // A copy looks like a ticket that the use cases have made.
    let made = format!("{SHAPES} number <= 120");
    let strange = format!("SELECT count(*) FROM ({SHAPES} number > 120) c WHERE shape NOT IN ({made})");
    assert_eq!(number(&database, &strange).await, 0, "no use case makes such a ticket");
    assert!(run(&database, &["doctor"]).status.success());
    is_used(&database, &printed).await;
}

/// Its people find what is theirs, and the views count it.
async fn is_used(database: &TestDatabase, printed: &str) {
    let password = printed.split("the password ").nth(1).unwrap().split_whitespace().next().unwrap();
    let server = Server::start(&database.url, &database.directory, &[]).await;
    let http = kit::http();
    let get = async |token: &str, path: &str| -> Value {
        let answer =
            http.get(format!("{}/api/v1/{path}", server.url)).bearer_auth(token).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.json().await.unwrap()
    };
    let sign_in = async |email: &str| -> String {
        let credentials = json!({ "email": email, "password": password });
        let request = http.post(format!("{}/api/v1/auth/token", server.url)).json(&credentials);
        let tokens: Value = request.send().await.unwrap().json().await.unwrap();
        tokens["access_token"].as_str().unwrap().to_owned()
    };
    let items = |page: &Value| page["items"].as_array().unwrap().clone();
    let agent = sign_in("agent@example.org").await;
    let found = items(&get(&agent, "search?q=%23700").await);
    assert_eq!((found.len(), &found[0]["status"]), (1, &json!("closed")));
    let word = found[0]["subject"].as_str().unwrap().split_whitespace().next().unwrap();
    let by_word = items(&get(&agent, &format!("search?q=number:700%20{word}")).await);
    assert_eq!(by_word[0]["id"], found[0]["id"]);
    // One who came with the past has a past, and nobody else's.
    let customer = sign_in("mira.1@example.org").await;
    let own = items(&get(&customer, "tickets?limit=100").await);
    assert!(!own.is_empty() && own.iter().all(|ticket| ticket["status"] == "closed"));
    let messages = get(&customer, &format!("tickets/{}/messages", own[0]["id"].as_str().unwrap())).await;
    assert!(items(&messages).len() > 1);
    let found = items(&get(&customer, "search?q=-nowhere&limit=100").await);
    assert_eq!(found.len(), own.len());
    for view in items(&get(&agent, "views/counts").await) {
        let path = format!("views/{}/tickets?limit=100", view["view_id"].as_str().unwrap());
        let shown = items(&get(&agent, &path).await).len();
        assert_eq!(view["count"].as_u64().unwrap().min(100), shown as u64, "{view}");
    }
    server.stop();
}

#[tokio::test]
async fn a_demo_with_a_past_on_sqlite() {
    fills(Engine::Sqlite).await;
}

#[tokio::test]
async fn a_demo_with_a_past_on_postgres() {
    fills(Engine::Postgres).await;
}
