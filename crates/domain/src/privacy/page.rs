use super::{PersonalColumn, end_of, personal_columns};

const PREAMBLE: &str = "\
# Data retention

Made from the data map (`crates/domain/src/privacy/data_map/`); a test compares the two, and another compares the map
with the real schema of both engines. A column that is in neither fails the build.

## What is stored, and what is not
- Of a customer: name, e-mail address and password (as an argon2id hash), which an account needs, and, if given, telephone
  number, postcode, city and country; of staff the first three. Language and time zone for mails and times. Nothing else
  can be sent: unknown members are refused. No postal address.
- What a customer and the desk write to each other, kept as sent. Nobody can keep people from writing down what they
  should not; it has the same life as the ticket.
- The history of a ticket repeats no text: it holds names of states, labels and ids.
- No IP address, no user agent, no location, no reading statistics. Nothing is requested from another host.
- Sessions and single-use links are rows with an id and times. Their tokens are derived from the installation's secret
  when they are needed, so neither token nor hash of one is stored.
- Mails have no stored body. A waiting mail is a job with ids; the letter is put together when it is sent. What has been
  delivered is in the recipient's mailbox and beyond the desk's reach. The mail addresses `file:` and `log:` are for
  development: they put whole letters into a folder or onto the terminal.
- An `Idempotency-Key` is stored as a keyed hash, and so is the request it came with; the answer is not stored.
- Logs hold the route's template, status, duration and ids: no path, no query, no address, no text. What libraries say
  below the level `warn` is never let through, whatever the filter asks for. Metrics are labelled by the same closed set.

## How it ends
Enforced every hour by a job (`crates/worker/src/jobs/remove_expired.rs`): single-use links, ended sessions, remembered
requests, accounts whose address was never confirmed, jobs that failed for good, audit entries, API tokens
that have expired.

The periods for confirmed accounts, tickets, messages and history are decided and not enforced yet: until the retention
engine does it, those rows stay. The same holds for the column *in export*: it says what a request of the person gets, and
today an operator carries it out.

What stands in the column *on erasure* is carried out by a job, once a customer has asked for it with `POST
/api/v1/me/privacy-requests` and every repair of theirs is over (`crates/domain/src/privacy/erasure/`; the way of each column
is in its `plan.rs`). The accounts of staff are not erased: their acts are the desk's proof. Texts of others that repeat what
the person wrote in tickets of others stay.

";

const ENDING: &str = "
*deleted*: the value or its row goes. *cut*: the fact stays and names nobody: the column is empty, or holds the id of the one
account that stands for all who were erased.

## Honest bounds
Backups hold what was stored when they were made. Mails that have left, and what somebody copied out of an answer, cannot
be called back. SQLite overwrites what it deletes (`secure_delete`), but copies can stay in its write-ahead log and in pages
that were rearranged before; PostgreSQL keeps deleted rows until they are vacuumed and their pages reused, and in its
write-ahead log.

Copies of an address that people pasted into messages end with the address. A restored backup brings them back: they are taken
out again while the old address can still be read, which is until the rotation of keys behind its end (24 hours at most).
After that nobody can know what to look for; the restore says how many there are, and the receipts of those repairs say
`unreadable`. What was split off into another ticket, and an address that was given and ended after the backup was made,
are not reached.
";

/// `docs/data-retention.md`.
pub fn data_retention_markdown() -> String {
    let head = [
        "column",
        "category",
        "purpose",
        "basis (GDPR, Art. 6(1))",
        "kept",
        "recipients",
        "in export",
        "on erasure",
    ];
    let head = [row(head), row(["---"; 8])];
    let rows = personal_columns().map(|column| {
        let name = format!("`{}.{}`", column.table, column.column);
        row(cells(&name, &on_erasure(column), column))
    });
    let table: String = head.into_iter().chain(rows).collect();
    format!("{PREAMBLE}## Every personal column\n{table}{ENDING}")
}

fn cells<'a>(name: &'a str, erasure: &'a str, column: &PersonalColumn) -> [&'a str; 8] {
    [
        name,
        column.category.name(),
        column.purpose,
        column.basis.name(),
        column.retention,
        column.recipients,
        if column.in_export { "yes" } else { "no" },
        erasure,
    ]
}

/// What an erasure does with a column, and how.
fn on_erasure(column: &PersonalColumn) -> String {
    let how = end_of(column.table, column.column).map_or("nobody does it", |end| end.name());
    format!("{}: {how}", column.on_erasure.name())
}

fn row(cells: [&str; 8]) -> String {
    format!("| {} |\n", cells.join(" | "))
}
