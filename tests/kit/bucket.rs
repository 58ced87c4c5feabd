//! A local S3 server (moto), and buckets on it. Others than those of the shared one can be stopped.

use std::{
    fs::{self, File},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use objects::S3Access;

use crate::{
    binary::free_port,
    shared::{self, succeed},
};

/// A bucket of one test.
#[derive(Debug, Clone)]
pub struct TestBucket {
    /// Its address, as a setting.
    pub url: String,
    /// How to reach it.
    pub access: S3Access,
    /// Where it answers over HTTP.
    pub address: String,
}

impl TestBucket {
    /// An empty one on the shared server.
    pub async fn create() -> Self {
        static SHARED: OnceLock<(u16, File)> = OnceLock::new();
        Self::on(SHARED.get_or_init(join).0).await
    }

    /// An empty one on a server of the test's own.
    pub async fn on_own() -> (Self, S3Server) {
        let server = S3Server::start();
        (Self::on(server.port).await, server)
    }

    async fn on(port: u16) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("t-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let endpoint = format!("http://127.0.0.1:{port}");
        let address = format!("{endpoint}/{name}");
        let made = crate::http().put(&address).send().await.expect("the S3 server answers");
        assert!(made.status().is_success(), "a bucket is made: {}", made.status());
        let access = S3Access {
            endpoint: Some(endpoint),
            access_key: "desk".to_owned(),
            secret_key: "secret".to_owned(),
            ..S3Access::default()
        };
        Self { url: format!("s3://{name}/desk"), access, address }
    }

    /// The settings that lead to it.
    pub fn settings(&self) -> [(&str, &str); 4] {
        [
            ("BENCHDESK_OBJECT_STORE", &self.url),
            ("BENCHDESK_S3_ENDPOINT", self.access.endpoint.as_deref().unwrap_or_default()),
            ("BENCHDESK_S3_ACCESS_KEY", &self.access.access_key),
            ("BENCHDESK_S3_SECRET_KEY", &self.access.secret_key),
        ]
    }

    /// How many uploads in parts were begun and not ended.
    pub async fn unfinished(&self) -> usize {
        self.listed("uploads", "<Upload>").await
    }

    /// How many objects there are, whoever has put them there.
    pub async fn objects(&self) -> usize {
        self.listed("list-type=2", "<Contents>").await
    }

    async fn listed(&self, query: &str, tag: &str) -> usize {
        let answer = crate::http().get(format!("{}?{query}", self.address)).send().await;
        let text = answer.expect("the S3 server answers").text().await.expect("a list is text");
        text.matches(tag).count()
    }
}

/// An S3 server of one test.
#[derive(Debug)]
pub struct S3Server {
    port: u16,
    process: Child,
}

impl S3Server {
    fn start() -> Self {
        let port = free_port();
        let process = command(port).spawn().expect("moto is installed: scripts/install does it");
        wait_for(port);
        Self { port, process }
    }

    /// It is gone, with all it had.
    pub fn stop(mut self) {
        self.process.kill().expect("the S3 server can be killed");
        self.process.wait().expect("the S3 server ends");
    }
}

impl Drop for S3Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn command(port: u16) -> Command {
    let mut command = Command::new("moto_server");
    command.args(["--host", "127.0.0.1", "--port", &port.to_string()]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn wait_for(port: u16) {
    let deadline = Instant::now() + Duration::from_mins(1);
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(Instant::now() < deadline, "the S3 server does not answer");
        thread::sleep(Duration::from_millis(20));
    }
}

fn join() -> (u16, File) {
    let port_of = |directory: &Path| fs::read_to_string(directory.join("port")).ok()?.parse::<u16>().ok();
    let is_running = |directory: &Path| {
        port_of(directory).is_some_and(|port| TcpStream::connect(("127.0.0.1", port)).is_ok())
    };
    let (directory, in_use) = shared::join("s3", is_running, start_shared);
    (port_of(&directory).expect("the S3 server has a port"), in_use)
}

fn start_shared(directory: &Path) {
    let port = free_port();
    let start = "moto_server --host 127.0.0.1 --port \"$2\" >\"$1/log\" 2>&1 & echo $! >\"$1/pid\"";
    let mut shell = Command::new("setsid");
    shell.args(["--fork", "sh", "-c", start, "sh"]).arg(directory).arg(port.to_string());
    succeed(shell.stdin(Stdio::null()));
    wait_for(port);
    fs::write(directory.join("port"), port.to_string()).expect("the S3 server's port is noted");
    shared::watch(directory, vec!["sh".to_owned()], "kill \"$(cat \"$1/pid\")\"; rm -rf \"$1\"");
}
