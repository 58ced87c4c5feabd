//! The least that storing tickets on SQLite costs: the rows of one stored ticket, written again and
//! again by prepared statements, with nothing around them.
//!
//! `ceiling FILE TICKET_ID WRITERS PER_COMMIT SECONDS` prints one line of JSON.

mod rows;

use std::{
    env,
    error::Error,
    thread,
    time::{Duration, Instant},
};

use rusqlite::Connection;

use rows::{Ids, Row};

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// What the server asks of each of its writing connections.
const SETTINGS: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA secure_delete = ON;
    PRAGMA temp_store = memory;
    PRAGMA mmap_size = 0;
    PRAGMA cache_size = -16384;
    PRAGMA journal_size_limit = 67108864;";
/// Contending writers wait as long as it takes.
const PATIENCE: Duration = Duration::from_mins(1);

fn main() -> Outcome<()> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let [file, ticket, writers, per_commit, seconds] = arguments.as_slice() else {
        return Err("usage: ceiling FILE TICKET_ID WRITERS PER_COMMIT SECONDS".into());
    };
    let (writers, per_commit) = (writers.parse::<u64>()?, per_commit.parse()?);
    let rows = rows::of_ticket(&open(file)?, ticket)?;
    let connections = (0..writers).map(|_| open(file)).collect::<Outcome<Vec<_>>>()?;
    let begun = Instant::now();
    let end = begun + Duration::from_secs_f64(seconds.parse()?);
    let commits = thread::scope(|scope| {
        let write = |(writer, connection): (u64, Connection)| {
            let rows = &rows;
            scope.spawn(move || write_until(end, &connection, rows, Ids::new(writer), per_commit))
        };
        let running: Vec<_> = (0..).zip(connections).map(write).collect();
        running.into_iter().map(|writer| writer.join().map_err(|_| "a writer panicked")?).collect()
    });
    report(commits, per_commit, begun.elapsed())
}

fn open(file: &str) -> Outcome<Connection> {
    let connection = Connection::open(file)?;
    connection.busy_timeout(PATIENCE)?;
    connection.execute_batch(SETTINGS)?;
    Ok(connection)
}

/// Returns how long each commit took, from its beginning.
fn write_until(
    end: Instant,
    connection: &Connection,
    rows: &[Row],
    mut ids: Ids,
    per_commit: usize,
) -> Outcome<Vec<Duration>> {
    let mut inserts = rows.iter().map(|row| row.prepare(connection)).collect::<Result<Vec<_>, _>>()?;
    let mut begin = connection.prepare("BEGIN IMMEDIATE")?;
    let mut commit = connection.prepare("COMMIT")?;
    let mut commits = Vec::new();
    while Instant::now() < end {
        let begun = Instant::now();
        begin.execute([])?;
        for _ in 0..per_commit {
            let ticket = ids.next();
            for (row, insert) in rows.iter().zip(&mut inserts) {
                row.write(insert, &ticket, &mut ids)?;
            }
        }
        commit.execute([])?;
        commits.push(begun.elapsed());
    }
    Ok(commits)
}

fn report(commits: Outcome<Vec<Vec<Duration>>>, per_commit: usize, time: Duration) -> Outcome<()> {
    let mut commits = commits?.concat();
    commits.sort_unstable();
    let at = |share: f64| commits[((commits.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    if commits.is_empty() {
        return Err("nothing was committed".into());
    }
    let per_second = (commits.len() * per_commit) as f64 / time.as_secs_f64();
    println!(r#"{{"per_second": {per_second}, "p50_ms": {}, "p99_ms": {}}}"#, at(0.5), at(0.99));
    Ok(())
}
