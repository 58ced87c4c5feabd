//! The real program, as a process that can be killed.

use std::{
    ffi::OsStr,
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::OnceLock,
};

use tempfile::TempDir;

/// The built `benchdesk` program: the one that `BENCHDESK_TEST_PROGRAM` names, or one that is built now.
pub fn binary() -> PathBuf {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    let build = || {
        if let Some(built) = std::env::var_os("BENCHDESK_TEST_PROGRAM") {
            return built.into();
        }
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let status = Command::new(cargo)
            .args(["build", "--quiet", "--locked", "--workspace", "--bin", "benchdesk"])
            .status();
        assert!(status.is_ok_and(|status| status.success()), "the program builds");
        let test_program = std::env::current_exe().expect("a test program has a path");
        let profile = test_program.ancestors().nth(2).expect("it lies in the target directory");
        profile.join("benchdesk")
    };
    BINARY.get_or_init(build).clone()
}

/// How to start the program.
#[derive(Clone, Copy, Default)]
pub struct Launch<'a> {
    /// The program that starts it, with arguments: a tracer, a shell.
    pub under: &'a [&'a str],
    /// Its own arguments.
    pub arguments: &'a [&'a str],
    /// Added to its settings.
    pub environment: &'a [(&'a str, &'a str)],
}

/// A running server process.
pub struct Server {
    /// Where it answers.
    pub url: String,
    process: Child,
}

impl Server {
    /// Starts the program on this database, with its files in this directory, and waits until it
    /// is ready. `environment` adds to its settings.
    pub async fn start(database_url: &str, directory: &TempDir, environment: &[(&str, &str)]) -> Self {
        Self::launch(database_url, directory, Launch { environment, ..Launch::default() }).await
    }

    /// The same, with more to say about how.
    pub async fn launch(database_url: &str, directory: &TempDir, launch: Launch<'_>) -> Self {
        Self::spawn(database_url, directory, free_port(), launch).when_ready(&crate::http()).await
    }

    /// The same, with TLS that this client believes.
    pub async fn launch_tls(
        database_url: &str,
        directory: &TempDir,
        launch: Launch<'_>,
        client: &reqwest::Client,
    ) -> Self {
        let mut server = Self::spawn(database_url, directory, free_port(), launch);
        server.url = server.url.replace("http:", "https:");
        server.when_ready(client).await
    }

    async fn when_ready(mut self, client: &reqwest::Client) -> Self {
        let ready = format!("{}/readyz", self.url);
        let deadline = std::time::Instant::now() + std::time::Duration::from_mins(1);
        while !client.get(&ready).send().await.is_ok_and(|answer| answer.status().is_success()) {
            if let Ok(Some(status)) = self.process.try_wait() {
                panic!("the server has ended: {status}");
            }
            assert!(std::time::Instant::now() < deadline, "the server does not become ready");
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        self
    }

    fn spawn(database_url: &str, directory: &TempDir, port: u16, launch: Launch<'_>) -> Self {
        let path = directory.path();
        let program = binary();
        let mut words: Vec<_> = launch.under.iter().map(OsStr::new).collect();
        words.push(program.as_os_str());
        words.extend(launch.arguments.iter().map(OsStr::new));
        let mut command = Command::new(words[0]);
        command
            .args(&words[1..])
            .current_dir(path)
            .env("BENCHDESK_DATABASE_URL", database_url)
            .env("BENCHDESK_DATA_DIR", path.join("data"))
            .env("BENCHDESK_SECRET_FILE", path.join("benchdesk.secret"))
            .env("BENCHDESK_LISTEN", format!("127.0.0.1:{port}"))
            .env("BENCHDESK_MAIL_URL", format!("file:{}", path.join("mail").display()))
            .env("BENCHDESK_UNDO_SECONDS", "0")
            .env("BENCHDESK_LOG", "warn")
            .envs(launch.environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        let process = command.spawn().expect("the server starts");
        Self { url: format!("http://127.0.0.1:{port}"), process }
    }

    /// The process's id.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Ends the process as `kill -9` does, and waits for its end.
    pub fn kill(mut self) {
        self.process.kill().expect("the server can be killed");
        self.process.wait().expect("the server ends");
    }

    /// Tells the process to end, and waits for it.
    pub fn stop(mut self) {
        let told =
            Command::new("sh").args(["-c", "kill -TERM \"$1\"", "sh", &self.id().to_string()]).status();
        assert!(told.is_ok_and(|status| status.success()), "the server can be told to end");
        let status = self.process.wait().expect("the server ends");
        assert!(status.success(), "the server ends well: {status}");
    }

    /// Waits until the process has ended by itself.
    pub fn wait(mut self) {
        self.process.wait().expect("the server ends");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A port that nobody listens on now.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    listener.local_addr().expect("a port has a number").port()
}
