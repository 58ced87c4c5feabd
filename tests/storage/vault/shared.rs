use std::{
    fs,
    net::TcpStream,
    process::{Child, Stdio},
};

use ::vault::{
    Keyholder,
    keyholder::{Certificates, Location},
};
use domain::vault::KeyProvider;

use super::*;

/// A keyholder in a process of its own.
pub(super) struct Holder(Child);

impl Holder {
    /// Starts one, and waits until it answers.
    pub(super) fn start(files: &TestDatabase, settings: &[(&str, &str)]) -> Self {
        let mut holder = command(files, &["keyholder"]);
        let holder = holder.envs(settings.iter().copied()).stdout(Stdio::null()).spawn().unwrap();
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
        while !is_answered(settings[0].1) {
            assert!(std::time::Instant::now() < deadline, "the keyholder does not answer");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        Self(holder)
    }

    fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

fn is_answered(location: &str) -> bool {
    match location.strip_prefix("tls://") {
        Some(address) => TcpStream::connect(address).is_ok(),
        None => std::os::unix::net::UnixStream::connect(location).is_ok(),
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub(super) async fn status(server: &Server, path: &str) -> u16 {
    kit::http().get(format!("{}{path}", server.url)).send().await.unwrap().status().as_u16()
}

/// Puts the certificates where the program reads them.
pub(super) fn put_certificates(directory: &Path) {
    for (name, content) in [
        ("authority.pem", include_str!("tls/authority.pem")),
        ("holder.pem", include_str!("tls/holder.pem")),
        ("holder.key", include_str!("tls/holder.key")),
        ("server.pem", include_str!("tls/server.pem")),
        ("server.key", include_str!("tls/server.key")),
        ("stranger.pem", include_str!("tls/stranger.pem")),
        ("stranger.key", include_str!("tls/stranger.key")),
    ] {
        fs::write(directory.join(name), content).unwrap();
    }
}

/// What whoever has this name shows the other side.
pub(super) fn shown_by(directory: &Path, name: &str) -> Certificates {
    Certificates {
        authority: directory.join("authority.pem"),
        certificate: directory.join(format!("{name}.pem")),
        key: directory.join(format!("{name}.key")),
    }
}

pub(super) fn settings<'a>(location: &'a str, files: &'a [String; 3]) -> [(&'a str, &'a str); 4] {
    let [authority, certificate, key] = files;
    [
        ("BENCHDESK_KEYHOLDER", location),
        ("BENCHDESK_KEYHOLDER_CA", authority),
        ("BENCHDESK_KEYHOLDER_CERTIFICATE", certificate),
        ("BENCHDESK_KEYHOLDER_KEY", key),
    ]
}

pub(super) fn names(of: &Certificates) -> [String; 3] {
    [&of.authority, &of.certificate, &of.key].map(|path| path.display().to_string())
}

/// Who does not speak TLS gets no answer.
fn says_nothing_without_tls(address: &str) {
    let plain = TcpStream::connect(address).unwrap();
    plain.set_read_timeout(Some(std::time::Duration::from_secs(30))).unwrap();
    std::io::Write::write_all(&mut &plain, b"\0\0\0\x02{}").unwrap();
    let mut answer = Vec::new();
    // What it says is an alert of TLS at most.
    let _ = std::io::Read::read_to_end(&mut &plain, &mut answer);
    assert!(answer.len() < 16 && !answer.contains(&b'{'), "{answer:?}");
}

/// Three servers share one keyholder on another machine: keys are renewed while addresses are given, who has
/// no certificate gets nothing, and without the keyholder addresses alone cannot be had.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_servers_share_a_keyholder() {
    let files = TestDatabase::create(Engine::Postgres).await;
    let directory = files.directory.path().to_owned();
    put_certificates(&directory);
    let location = format!("tls://127.0.0.1:{}", kit::free_port());
    let (of_holder, of_servers) =
        (names(&shown_by(&directory, "holder")), names(&shown_by(&directory, "server")));
    let (of_holder, of_servers) = (settings(&location, &of_holder), settings(&location, &of_servers));
    // The first starts before its keyholder.
    let first = serve(&files, &of_servers).await;
    assert_eq!((status(&first, "/readyz").await, status(&first, "/api/v1/me").await), (200, 401));
    let holder = Holder::start(&files, &of_holder);
    let of_stranger = names(&shown_by(&directory, "stranger"));
    let refused = serve(&files, &settings(&location, &of_stranger)).await;
    assert_eq!(status(&refused, "/readyz").await, 200, "it starts all the same");
    let servers = [first, serve(&files, &of_servers).await, serve(&files, &of_servers).await];

    let secret = server::secret::read(&directory.join("benchdesk.secret")).unwrap().unwrap();
    let check = Keys::derive(&secret).check_value();
    let at = |name: &str, desk: &str| {
        let certificates = shown_by(&directory, name);
        Keyholder::at(Location::parse(&location).unwrap(), Some(certificates), desk.to_owned()).unwrap()
    };
    let asked = Arc::new(at("server", &check));
    assert!(at("server", "another desk").keys().await.is_err(), "keys are one desk's");
    let stranger = at("stranger", &check).keys().await;
    assert!(matches!(stranger, Err(domain::Error::KeysUnavailable { .. })), "{stranger:?}");
    says_nothing_without_tls(location.trim_start_matches("tls://"));

    let mut desk = VaultDesk::open(files).await;
    desk.vault = Vault { keys: Arc::clone(&asked) as Arc<dyn KeyProvider>, archive: asked };

    let case = desk.case("Open Street 1").await;
    let giving = async {
        for number in 0..40 {
            // Whoever comes between two keys tries again.
            while let Err(error) = desk.tries(case, &format!("Street {number}")).await {
                let later = matches!(
                    error,
                    domain::Error::Unavailable { .. } | domain::Error::KeysUnavailable { .. }
                );
                assert!(later, "{error:?}");
            }
        }
    };
    let rotating = async {
        for _ in 0..4 {
            let (one, other) = tokio::join!(desk.rotates_if_it_can(), desk.rotates_if_it_can());
            assert!(one.is_ok() || other.is_ok(), "{one:?} {other:?}");
        }
    };
    tokio::join!(giving, rotating);
    desk.rotates().await;
    desk.rotates().await;
    assert_eq!(desk.held().await.len(), 1, "no key is left over");
    assert!(desk.reads(case).await.is_some());
    desk.writes_ledger().await;

    holder.kill();
    let cut_off = vault::open(desk.store.as_ref(), desk.vault.keys.as_ref(), case).await;
    assert!(matches!(cut_off, Err(domain::Error::KeysUnavailable { .. })), "{cut_off:?}");
    for server in &servers {
        assert_eq!((status(server, "/readyz").await, status(server, "/api/v1/me").await), (200, 401));
    }
    let _holder = Holder::start(&desk.files, &of_holder);
    // It is asked again after a moment.
    while vault::open(desk.store.as_ref(), desk.vault.keys.as_ref(), case).await.is_err() {
        tokio::task::yield_now().await;
    }
    assert!(desk.reads(case).await.is_some());
    let verified = command(&desk.files, &["privacy", "verify"]).envs(of_servers).output();
    assert_well(&verified.unwrap());
}

/// Who comes often and says nothing keeps out nobody from elsewhere.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crowd_that_shows_no_certificate_keeps_nobody_out() {
    let files = TestDatabase::create_empty(Engine::Sqlite).await;
    let directory = files.directory.path().to_owned();
    put_certificates(&directory);
    let port = kit::free_port();
    let location = format!("tls://127.0.0.1:{port}");
    let of_holder = names(&shown_by(&directory, "holder"));
    let _holder = Holder::start(&files, &settings(&location, &of_holder));
    let mut crowd = Vec::new();
    for _ in 0..450 {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.2:0".parse().unwrap()).unwrap();
        crowd.push(socket.connect(([127, 0, 0, 1], port).into()).await.unwrap());
    }
    let certificates = Some(shown_by(&directory, "server"));
    let asked = Keyholder::at(Location::parse(&location).unwrap(), certificates, "desk".to_owned()).unwrap();
    assert!(asked.keys().await.unwrap().is_empty());
    drop(crowd);
}
