//! The program's commands, on a test's database.

use std::process::{Command, Output};

use kit::TestDatabase;

/// A command of the program with its settings.
pub(crate) fn program(database: &TestDatabase, words: &[&str]) -> Command {
    let path = database.directory.path();
    let mut command = Command::new(kit::binary());
    command
        .args(words)
        .current_dir(path)
        .env("BENCHDESK_DATABASE_URL", &database.url)
        .env("BENCHDESK_DATA_DIR", path.join("data"))
        .env("BENCHDESK_SECRET_FILE", path.join("benchdesk.secret"))
        .env("BENCHDESK_MAIL_URL", format!("file:{}", path.join("mail").display()));
    command
}

/// Runs it to its end.
pub(crate) fn run(database: &TestDatabase, words: &[&str]) -> Output {
    program(database, words).output().expect("the program runs")
}
