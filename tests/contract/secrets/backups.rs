//! The marker test of backups: in none is an address in plain text, and copies that were pasted are in none that is
//! made after its end.

use std::process::Command;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use kit::{
    Engine, Needles, TestApp,
    disk::{self, Files},
};

use super::addresses::{Case, words};

/// Backs the desk up with the program; returns every file of it, and what PostgreSQL's dump says when it is unpacked.
fn backup(app: &TestApp, name: &str) -> Files {
    let folder = app.database.directory.path();
    let secret = folder.join("benchdesk.secret");
    std::fs::write(&secret, STANDARD.encode(kit::SECRET)).unwrap();
    succeed(Command::new("chmod").arg("600").arg(&secret));
    let place = folder.join(name);
    succeed(
        Command::new(kit::binary())
            .arg("backup")
            .arg(&place)
            .arg("--with-secret")
            .current_dir(folder)
            .env("BENCHDESK_DATABASE_URL", &app.database.url)
            .env("BENCHDESK_DATA_DIR", folder.join("data"))
            .env("BENCHDESK_OBJECT_STORE", format!("file:{}", folder.join("attachments").display()))
            .env("BENCHDESK_SECRET_FILE", &secret),
    );
    let mut all = Files::new();
    disk::read_folder(&place, &mut all);
    if app.database.engine() == Engine::Postgres {
        let dump = place.join("database.pgdump");
        let unpacked = succeed(Command::new(kit::postgres_tool("pg_restore")).arg("--file=-").arg(dump));
        all.push(("the unpacked dump".to_owned(), unpacked));
    }
    all
}

/// Runs a program; returns what it says.
fn succeed(command: &mut Command) -> Vec<u8> {
    let output = command.output().expect("a program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

kit::both_engines!(an_address_is_in_plain_text_in_no_backup, |app| {
    let words = words(&app);
    let needles = Needles::of(&words);
    let copied = Needles::of(&[words[0].clone(), words[1].clone(), words[3].clone()]);
    let case = Case::open(&app).await;
    case.gives(&words).await;
    app.run_jobs().await;
    assert_eq!(needles.found_in_files(&backup(&app, "while-it-is-open")), Vec::<String>::new());

    // The search proves itself: what was pasted is found, and what lies beside the database is copied.
    case.pastes(&words).await;
    let folder = app.database.directory.path();
    std::fs::create_dir_all(folder.join("attachments/ab")).unwrap();
    std::fs::write(folder.join("attachments/ab/abcdef"), &words[0]).unwrap();
    let found = copied.found_in_files(&backup(&app, "with-copies")).join("\n");
    let database = match app.database.engine() {
        Engine::Sqlite => "database.sqlite",
        Engine::Postgres => "the unpacked dump",
    };
    for place in [database, "attachments/ab/abcdef"] {
        assert!(found.contains(place), "nothing found in {place}: {found}");
    }
    std::fs::remove_file(folder.join("attachments/ab/abcdef")).unwrap();

    case.ends().await;
    assert_eq!(needles.found_in_files(&backup(&app, "after-its-end")), Vec::<String>::new());
});
