use super::*;

/// Loads settings from a file, variables and flags.
fn load_from(
    file: &str,
    variables: &[(&str, &str)],
    flags: &[(&'static str, &str)],
) -> Result<Settings, Failure> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("desk.toml");
    std::fs::write(&path, file).unwrap();
    let given = flags.iter().map(|(key, value)| (*key, (*value).to_owned())).collect();
    let variable = |name: &str| variables.iter().find(|v| v.0 == name).map(|v| v.1.to_owned());
    load(&given, Some(&path), &variable)
}

fn complaints(file: &str, variables: &[(&str, &str)], flags: &[(&'static str, &str)]) -> Vec<String> {
    load_from(file, variables, flags).err().unwrap().lines().to_vec()
}

#[test]
fn defaults_are_the_documented_ones() {
    let settings = load_from("", &[], &[]).ok().unwrap();
    assert_eq!(settings.database_url, "sqlite://data/benchdesk.db");
    assert_eq!(settings.secret_file, Path::new("data/benchdesk.secret"));
    assert_eq!(settings.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(settings.public_url(settings.listen).ok().unwrap().as_str(), "http://127.0.0.1:8080/");
    assert_eq!(settings.mail_url, "log:");
    assert_eq!(settings.patience, Patience::default());
    assert_eq!((settings.body_limit, settings.request_timeout.as_secs()), (1 << 20, 30));
}

#[test]
fn flags_beat_variables_beat_the_file_beats_defaults() {
    let file = "listen = '127.0.0.1:1'\nmail_url = 'file:mail'\nbody_limit = 2048\nlog_format = 'json'";
    let variables = [("BENCHDESK_LISTEN", "127.0.0.1:2"), ("BENCHDESK_MAIL_URL", "file:post")];
    let settings = load_from(file, &variables, &[("listen", "127.0.0.1:3")]).ok().unwrap();
    assert_eq!(settings.listen.port(), 3);
    assert_eq!(settings.mail_url, "file:post");
    assert_eq!(settings.body_limit, 2048);
    assert_eq!(settings.log_format, LogFormat::Json);
    assert_eq!(settings.origin("listen"), &Origin::Flag("listen"));
    assert_eq!(settings.origin("mail_url"), &Origin::Variable);
    assert_eq!(settings.origin("log"), &Origin::Default);
}

#[test]
fn an_empty_variable_is_unset() {
    let settings = load_from("", &[("BENCHDESK_LISTEN", "")], &[]).ok().unwrap();
    assert_eq!(settings.listen.port(), 8080);
}

#[test]
fn each_wrong_setting_gets_one_line_without_its_value() {
    let lines = complaints(
        "body_limit = 'geheim'\nlisten = ['geheim']",
        &[("BENCHDESK_DATABASE_URL", "geheim"), ("BENCHDESK_PUBLIC_URL", "ftp://geheim")],
        &[("log_format", "geheim")],
    );
    assert_eq!(lines.len(), 5);
    assert!(lines.iter().all(|line| !line.contains("geheim") && !line.contains('\n')));
    let starting = |start: &str| lines.iter().find(|line| line.starts_with(start)).unwrap().as_str();
    assert!(starting("BENCHDESK_LISTEN must be an address and a port").contains("(set in "));
    assert!(starting("BENCHDESK_DATABASE_URL").ends_with("(set in the environment)"));
    assert_eq!(
        starting("BENCHDESK_LOG_FORMAT"),
        "BENCHDESK_LOG_FORMAT must be pretty or json (set by --log-format)"
    );
}

#[test]
fn unknown_keys_in_the_file_are_refused() {
    let lines = complaints("lisen = '127.0.0.1:1'\n[mail]\nurl = 'log:'", &[], &[]);
    assert_eq!(lines.len(), 2);
    assert!(lines[0].ends_with("has the unknown setting \"lisen\""), "{lines:?}");
}

#[test]
fn a_broken_file_is_one_line_that_quotes_nothing() {
    let lines = complaints("mail_url = 'smtp://me:geheim@host", &[], &[]);
    assert_eq!(lines.len(), 1);
    assert!(lines[0].contains("is not valid TOML") && lines[0].contains("line 1"), "{lines:?}");
    assert!(!lines[0].contains("geheim"), "{lines:?}");
}

#[test]
fn a_file_that_was_asked_for_must_be_there() {
    let lines = load(&Given::new(), Some(Path::new("/nowhere/desk.toml")), &|_| None).err().unwrap();
    assert_eq!(lines.lines(), ["/nowhere/desk.toml cannot be read: entity not found"]);
}

#[test]
fn nobody_is_reminded_of_a_ticket_that_is_solved_already() {
    let lines = complaints("remind_after_days = 7", &[], &[]);
    assert!(lines[0].starts_with("BENCHDESK_REMIND_AFTER_DAYS must be"), "{lines:?}");
}

#[test]
fn without_a_public_url_the_listening_address_is_used() {
    let settings = load_from("", &[], &[]).ok().unwrap();
    let url = |text: &str| settings.public_url(text.parse().unwrap()).ok().unwrap().to_string();
    assert_eq!(url("0.0.0.0:4711"), "http://127.0.0.1:4711/");
    assert_eq!(url("[::]:4711"), "http://[::1]:4711/");
    assert_eq!(url("192.0.2.7:80"), "http://192.0.2.7/");
}

#[test]
fn a_bucket_needs_its_keys() {
    let bucket = ("BENCHDESK_OBJECT_STORE", "s3://files/desk");
    let lines = complaints("", &[bucket], &[]);
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].contains("S3_ACCESS_KEY") && lines[1].contains("S3_SECRET_KEY"), "{lines:?}");
    let keys = [bucket, ("BENCHDESK_S3_ACCESS_KEY", "desk"), ("BENCHDESK_S3_SECRET_KEY", "geheim")];
    let settings = load_from("", &keys, &[]).ok().unwrap();
    assert_eq!((settings.s3.access_key.as_str(), settings.s3.secret_key.as_str()), ("desk", "geheim"));
    assert_eq!((settings.s3.region.as_str(), settings.attachments()), ("us-east-1", None));
}

#[test]
fn the_secret_half_may_be_in_a_file() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "geheim\n").unwrap();
    let path = file.path().to_str().unwrap();
    let variables = [
        ("BENCHDESK_OBJECT_STORE", "s3://files"),
        ("BENCHDESK_S3_ACCESS_KEY", "desk"),
        ("BENCHDESK_S3_SECRET_KEY_FILE", path),
    ];
    assert_eq!(load_from("", &variables, &[]).ok().unwrap().s3.secret_key, "geheim");
    let lines =
        complaints("", &[variables[0], variables[1], ("BENCHDESK_S3_SECRET_KEY_FILE", "/nowhere")], &[]);
    assert!(lines.iter().any(|line| line.contains("s3_secret_key_file")), "{lines:?}");
}

#[test]
fn an_endpoint_is_an_address_without_credentials() {
    for wrong in
        ["s3.example.org", "ftp://s3.example.org", "https://key:geheim@s3.example.org", "https://a/?b"]
    {
        let lines = complaints("", &[("BENCHDESK_S3_ENDPOINT", wrong)], &[]);
        assert!(lines.len() == 1 && !lines[0].contains("geheim"), "{lines:?}");
    }
}
